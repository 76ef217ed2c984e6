import type { Tensor } from '@tensorflow/tfjs-core';
import type { Speed } from './diagnosis.ts';
import { BATCH, MATRIX } from './sizes.ts';
import { matrixProduct, trainingStep, type Work } from './work.ts';

const SECOND = 1000;
/** Reading a result costs a GPU as much as some steps do, so they are read in groups that last at least so long. */
const GROUP_MS = 50;

/** Runs it so many times in a row, and waits for the last result. */
async function group(run: () => Tensor, times: number): Promise<void> {
  for (let i = 1; i < times; i++) run().dispose();
  const last = run();
  await last.data();
  last.dispose();
}

/**
 * How often a second something runs, over at least so many seconds.
 *
 * What comes first does not count, for it compiles shaders and grows memories; only where one run takes all of the time, it has
 * to do.
 */
export async function callsPerSecond(run: () => Tensor, seconds: number): Promise<number> {
  const timed = async (times: number) => {
    const start = performance.now();
    await group(run, times);
    return performance.now() - start;
  };
  const first = await timed(1);
  if (first >= seconds * SECOND) return SECOND / first;
  let [calls, spent, times] = [0, 0, 1];
  while (spent < seconds * SECOND) {
    const took = await timed(times);
    calls += times;
    spent += took;
    if (took < GROUP_MS) times *= 2;
  }
  return (calls * SECOND) / spent;
}

async function measured(work: Work, seconds: number): Promise<number> {
  try {
    return await callsPerSecond(work.run, seconds);
  } finally {
    work.dispose();
  }
}

/** Measures the current backend: each work for so many seconds, after a warm-up. */
export async function measureSpeed(seconds: number): Promise<Speed> {
  const steps = await measured(trainingStep(), seconds);
  const products = await measured(matrixProduct(), seconds);
  return { imagesPerSecond: steps * BATCH, matMulGflops: (products * 2 * MATRIX ** 3) / 1e9 };
}
