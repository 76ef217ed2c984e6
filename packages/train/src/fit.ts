import type { BatchSource } from '@gradlab/datasets';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions } from './check-options.ts';
import { judge } from './early-stopping.ts';
import { evaluate } from './evaluate.ts';
import type { FitOptions } from './fit-options.ts';
import type { EpochLog, History } from './history.ts';
import { type Cursor, createRun, cursorAt, type Run } from './run.ts';
import { meanOf } from './running-mean.ts';
import { trainEpoch } from './train-epoch.ts';
import type { TrainSource } from './train-source.ts';

async function validate({
  model,
  loss,
  metrics,
  options,
}: Run): Promise<Pick<EpochLog, 'validation' | 'probe'>> {
  const { validation, probe, signal } = options;
  const probed = probe === undefined ? {} : { probe: await probe(model) };
  if (validation === undefined) return probed;
  const found = await evaluate(model, validation, { loss, metrics, ...(signal ? { signal } : {}) });
  return { validation: { loss: found.loss, metrics: found.metrics }, ...probed };
}

/** Does work while the weights stand for their running means. */
async function averaged<T>(run: Run, work: () => Promise<T>): Promise<T> {
  const average = run.average();
  average?.swap();
  try {
    return await work();
  } finally {
    average?.swap();
  }
}

async function oneEpoch(run: Run, start: Cursor): Promise<Cursor> {
  const { onEpoch, loggers = [], validation, probe } = run.options;
  const startedAt = performance.now();
  const done = await trainEpoch(run, start);
  // Kept first: a stop during validation must not cost the epoch.
  if (validation || probe) await run.save(done);
  const history = await averaged(run, async () => {
    const log: EpochLog = {
      epoch: done.epoch + 1,
      curve: done.curve,
      ...meanOf(done.running),
      ...(await validate(run)),
      learningRateFactor: run.schedule({ ...done, step: run.stepsPerEpoch - 1 }),
      seconds: (performance.now() - startedAt) / 1000,
    };
    const epochs = [...done.history, log];
    run.best?.see(epochs);
    return epochs;
  });
  const log = history.at(-1) as EpochLog;
  onEpoch?.(log);
  for (const logger of loggers) await logger.epoch(log);
  const cursor = cursorAt(history);
  await run.save(cursor);
  return cursor;
}

/** Whether the run has come to its end, by its epochs or because it no longer improves. */
const isOver = ({ options: { epochs, earlyStopping } }: Run, { epoch, history }: Cursor): boolean =>
  epoch >= epochs ||
  (earlyStopping !== undefined && history.length > 0 && judge(history, earlyStopping).stop);

/**
 * Trains a model by gradient descent and returns what each epoch came to. The model is changed in place.
 *
 * The same seed, backend and version give the same weights, also over a break with `checkpoint` and `resume`.
 *
 * @param data batches `{ xs, ys }` that fit the model and the loss, `xs` a list where the model has several inputs; where they have `weights`,
 *   float32 `[N]`, each sample counts so much.
 * @throws TrainError for options that cannot work; DivergedError when the loss is no longer finite; AbortError when
 *   stopped by `signal`; CheckpointError when a checkpoint cannot be written or does not belong to this run.
 */
export async function fit(model: LayersModel, data: TrainSource, options: FitOptions): Promise<History> {
  // The loop hands inputs from the iterator to the model, one or several, and does not look at them.
  const source = data as BatchSource;
  checkOptions(model, source, options);
  const { loggers = [] } = options;
  const run = createRun(model, source, options);
  try {
    let cursor = await run.begin();
    for (const logger of loggers) await logger.begin?.(cursor.history);
    while (!isOver(run, cursor)) cursor = await oneEpoch(run, cursor);
    run.average()?.swap();
    run.best?.apply();
    return cursor.history;
  } finally {
    for (const logger of loggers) await logger.end?.();
    run.dispose();
  }
}
