import type { Batch } from '@gradlab/datasets';
import { dispose } from '@tensorflow/tfjs-core';
import { breather } from './breathe.ts';
import { AbortError, DivergedError } from './errors.ts';
import type { Cursor, Run } from './run.ts';
import { addBatch, meanOf } from './running-mean.ts';
import { readScalars, trainStep } from './train-step.ts';

/** The order of each epoch has a seed of its own; neighbouring run seeds must not share any. */
const epochSeed = (seed: number, epoch: number) => (Math.imul(seed, 0x9e3779b1) + epoch) >>> 0;

const place = (run: Run, epoch: number, step: number) =>
  `epoch ${epoch + 1} of ${run.options.epochs}, step ${step} of ${run.stepsPerEpoch}`;

async function oneStep(run: Run, { xs, ys }: Batch, cursor: Cursor, step: number): Promise<void> {
  const { epoch, running } = cursor;
  const values = await readScalars(trainStep(run, xs, ys));
  if (!Number.isFinite(values.loss)) {
    const where = place(run, epoch, step);
    throw new DivergedError(`The loss is ${values.loss} at ${where}; a smaller learning rate may help.`);
  }
  addBatch(running, xs.shape[0] ?? 0, values);
  const { loss, metrics } = meanOf(running);
  run.options.onProgress?.({
    phase: `epoch ${epoch + 1}/${run.options.epochs}`,
    done: running.count,
    total: run.data.length,
    unit: 'samples',
    metrics: { loss, ...metrics },
  });
}

/**
 * The steps of one epoch that the cursor has not behind it; its running means grow. Batches already done are drawn and
 * dropped, so that a resumed run sees the same ones as an unbroken run.
 */
export async function trainEpoch(run: Run, cursor: Cursor): Promise<void> {
  const { batchSize, shuffle } = run;
  const { signal, checkpoint } = run.options;
  const breathe = breather();
  let step = 0;
  for (const batch of run.data.batches({ batchSize, shuffle, seed: epochSeed(run.seed, cursor.epoch) })) {
    step++;
    try {
      if (step <= cursor.step) continue;
      await oneStep(run, batch, cursor, step);
    } finally {
      dispose([batch.xs, batch.ys]);
    }
    await breathe();
    if (signal?.aborted || run.isSaveDue()) await run.save({ ...cursor, step });
    if (signal?.aborted) {
      const kept = checkpoint ? ` The checkpoint ${checkpoint.description} is kept.` : '';
      throw new AbortError(`Training was stopped at ${place(run, cursor.epoch, step)}.${kept}`);
    }
  }
}
