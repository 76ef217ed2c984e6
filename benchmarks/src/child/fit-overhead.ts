import { crossEntropy, fit, sgd } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Overhead } from '../protocol.ts';
import type { Workload } from '../workloads.ts';
import { type Batch, randomBatch } from './inputs.ts';
import { buildModel } from './model-job.ts';

const LEARNING_RATE = 1e-4;
const MOMENTUM = 0.9;
/** At least, also of large networks. */
const WARM_UP_STEPS = 5;
/** Batches that are there from the start, so that no time goes into making them. */
const BATCHES = 4;

export interface OverheadJob {
  readonly workload: Workload;
  readonly seed: number;
  readonly rounds: number;
  /** Least processor time of each loop in each round. */
  readonly minimumMs: number;
  /** Least processor time of each loop before the first round: thousands of short steps until all of its code is compiled. */
  readonly warmUpMs: number;
}

type Loop = (steps: number) => Promise<void>;

/** Data of so many batches; whoever takes one disposes it, so each is a new handle on the same values. */
const source = (batches: readonly Batch[], size: number, steps: number) => ({
  length: steps * size,
  *batches() {
    for (let step = 0; step < steps; step++) {
      const { xs, ys } = batches[step % batches.length] as Batch;
      yield { xs: tf.clone(xs), ys: tf.clone(ys) };
    }
  },
});

/** The loop that a person writes by hand. */
const bareLoop =
  (model: LayersModel, data: (steps: number) => ReturnType<typeof source>, make: () => tf.Optimizer): Loop =>
  async (steps) => {
    const optimizer = make();
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    for (const { xs, ys } of data(steps).batches()) {
      const loss = () => crossEntropy(ys, model.apply(xs, { training: true }) as tf.Tensor);
      optimizer.minimize(loss, false, variables);
      tf.dispose([xs, ys]);
    }
    optimizer.dispose();
  };

/** Processor time, because other processes take the clock's. */
async function cpuMs(loop: Loop, steps: number): Promise<number> {
  const before = process.cpuUsage();
  await loop(steps);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / steps;
}

/** The processor time of a training step in a loop by hand, with the same optimizer and with TensorFlow.js' own, and in `fit`. */
export async function fitOverhead({ workload, seed, rounds, ...times }: OverheadJob): Promise<Overhead> {
  const { batch } = workload;
  const model = buildModel(workload, seed);
  const batches = Array.from({ length: BATCHES }, (_, i) => randomBatch(workload, seed + i));
  const data = (steps: number) => source(batches, batch, steps);
  const optimizer = sgd(LEARNING_RATE, { momentum: MOMENTUM });
  const onProgress = () => {};
  const loops = {
    bare: bareLoop(model, data, optimizer),
    fit: async (steps: number) => {
      await fit(model, data(steps), { optimizer, epochs: 1, batchSize: batch, onProgress });
    },
    stock: bareLoop(model, data, () => tf.train.momentum(LEARNING_RATE, MOMENTUM)),
  };
  try {
    const stepMs = await cpuMs(loops.bare, WARM_UP_STEPS);
    for (const loop of Object.values(loops))
      await loop(Math.max(WARM_UP_STEPS, Math.ceil(times.warmUpMs / stepMs)));
    const steps = Math.max(5, Math.ceil(times.minimumMs / (await cpuMs(loops.bare, WARM_UP_STEPS))));
    const all: Overhead['rounds'][number][] = [];
    for (let round = 0; round < rounds; round++) {
      const found = { bare: 0, fit: 0, stock: 0 };
      const order = ['bare', 'fit', 'stock'] as const;
      // Every other round backwards, so that none always comes after the same one.
      for (const name of round % 2 === 0 ? order : order.toReversed())
        found[name] = await cpuMs(loops[name], steps);
      all.push(found);
    }
    return { steps, rounds: all };
  } finally {
    model.dispose();
    tf.dispose(batches.flatMap(({ xs, ys }) => [xs, ys]));
  }
}
