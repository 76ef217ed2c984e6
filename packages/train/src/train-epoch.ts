import type { Batch } from '@gradlab/datasets';
import { dispose } from '@tensorflow/tfjs-core';
import { breather } from './breathe.ts';
import { AbortError, DivergedError, TrainError } from './errors.ts';
import { type Measured, readAll } from './measure.ts';
import { batchSeed } from './objective.ts';
import type { Cursor, Run } from './run.ts';
import { EMPTY_MEAN, joinMeans, meanOf } from './running-mean.ts';
import { trainStep, type WeightedBatch } from './train-step.ts';

const CURVE_PARTS = 10;

/** The order of each epoch has a seed of its own; neighbouring run seeds must not share any. */
const epochSeed = (seed: number, epoch: number) => (Math.imul(seed, 0x9e3779b1) + epoch) >>> 0;

const place = (run: Run, { epoch, step }: Cursor) =>
  `epoch ${epoch + 1} of ${run.options.epochs}, step ${step} of ${run.stepsPerEpoch}`;

const disposePrepared = (batches: readonly WeightedBatch[]) => {
  for (const { prepared } of batches) dispose(prepared?.tensors ?? {});
};

/** The batches with what an objective prepares for them; the caller disposes that. */
async function prepare(run: Run, batches: readonly Batch[], first: number): Promise<WeightedBatch[]> {
  const { objective, model, seed, options } = run;
  if (objective === undefined) return [...batches];
  const done: WeightedBatch[] = [];
  try {
    for (const [i, batch] of batches.entries()) {
      if ((batch as WeightedBatch).weights) {
        throw new TrainError(
          'The samples have weights, which an objective does not know; leave one of them out.',
        );
      }
      const step = first + i;
      const seen = {
        ...{ model, xs: batch.xs, ys: batch.ys, step, seed: batchSeed(seed, step) },
        ...(options.signal && { signal: options.signal }),
      };
      const tensors = (await objective.prepare?.(seen)) ?? {};
      done.push({ ...batch, prepared: { batch: seen, tensors } });
    }
    return done;
  } catch (error) {
    disposePrepared(done);
    throw error;
  }
}

/** Whether one of the parts of the epoch's curve ends with this step. */
const endsPart = ({ stepsPerEpoch }: Run, step: number): boolean =>
  Math.floor((step * CURVE_PARTS) / stepsPerEpoch) > Math.floor(((step - 1) * CURVE_PARTS) / stepsPerEpoch);

function report({ options, data, replays }: Run, { epoch, running }: Cursor): void {
  if (options.onProgress === undefined) return;
  const { loss, metrics } = meanOf(running);
  options.onProgress({
    phase: `epoch ${epoch + 1}/${options.epochs}`,
    done: running.count,
    total: data.length * replays,
    unit: 'samples',
    metrics: { loss, ...metrics },
  });
}

async function oneStep(run: Run, batches: readonly Batch[], before: Cursor): Promise<Cursor> {
  const { epoch } = before;
  const step = before.step + 1;
  run.schedule(before);
  const first = (epoch * run.stepsPerEpoch + before.step) * run.accumulate;
  const prepared = run.objective === undefined ? batches : await prepare(run, batches, first);
  let scalars: Measured[];
  try {
    scalars = trainStep(run, prepared, (batch) => run.tellStep(first + batch));
  } finally {
    if (run.objective !== undefined) disposePrepared(prepared);
  }
  run.average()?.update();
  const read = readAll(scalars);
  const measured = read instanceof Promise ? await read : read;
  const running = joinMeans(before.running, measured);
  const { curve, history } = before;
  const cursor: Cursor = { epoch, step, running, part: joinMeans(before.part, measured), curve, history };
  if (!Number.isFinite(measured.sums.loss)) {
    const { loss } = meanOf(measured);
    throw new DivergedError(
      `The loss is ${loss} at ${place(run, cursor)}; a smaller learning rate may help.`,
    );
  }
  report(run, cursor);
  if (!endsPart(run, step)) return cursor;
  const point = { epoch: epoch + step / run.stepsPerEpoch, ...meanOf(cursor.part) };
  return { ...cursor, curve: [...cursor.curve, point], part: EMPTY_MEAN };
}

/** The batches of an epoch, as many together as make one update. Whoever takes a group disposes its tensors. */
function* groups(batches: Iterable<Batch>, size: number): Generator<Batch[]> {
  let group: Batch[] = [];
  try {
    for (const batch of batches) {
      group.push(batch);
      if (group.length < size) continue;
      const full = group;
      group = [];
      yield full;
    }
    const rest = group;
    group = [];
    if (rest.length > 0) yield rest;
  } finally {
    disposeAll(group);
  }
}

const disposeAll = (batches: readonly Batch[]) => {
  for (const { xs, ys, weights } of batches as readonly (Batch & { weights?: Batch['xs'] })[]) {
    dispose([xs, ys, ...(weights ? [weights] : [])]);
  }
};

/**
 * The updates of one epoch that the cursor has not behind it. Batches already done are drawn and dropped, so that a resumed
 * run sees the same ones as an unbroken run.
 *
 * @returns the cursor after the last update.
 */
export async function trainEpoch(run: Run, start: Cursor): Promise<Cursor> {
  const { batchSize, shuffle, accumulate } = run;
  const { signal, checkpoint, transform } = run.options;
  const breathe = breather();
  const seed = epochSeed(run.seed, start.epoch);
  const batches = run.data.batches({ batchSize, shuffle, seed, ...(transform ? { transform } : {}) });
  let cursor = start;
  let drawn = 0;
  const afterStep = async () => {
    await breathe();
    if (signal?.aborted || run.isSaveDue()) await run.save(cursor);
    if (signal?.aborted) {
      const kept = checkpoint ? ` The checkpoint ${checkpoint.description} is kept.` : '';
      throw new AbortError(`Training was stopped at ${place(run, cursor)}.${kept}`);
    }
  };
  for (const group of groups(batches, accumulate)) {
    try {
      for (let replay = 0; replay < run.replays; replay++) {
        if (drawn++ < start.step) continue;
        cursor = await oneStep(run, group, cursor);
        await afterStep();
      }
    } finally {
      disposeAll(group);
    }
  }
  return cursor;
}
