import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { matrixProduct, trainingStep } from './work.ts';

it('learns: a second step starts from a lower loss', async () => {
  const before = tf.memory().numTensors;
  const work = trainingStep();
  const losses: number[] = [];
  for (let i = 0; i < 2; i++) losses.push(tf.tidy(() => work.run().dataSync()[0] as number));
  work.dispose();
  expect(tf.memory().numTensors).toBe(before);
  // Ten classes by chance: ln 10.
  expect(losses[0]).toBeCloseTo(Math.log(10), 0);
  expect(losses[1]).toBeLessThan(losses[0] as number);
});

it('multiplies the whole of two matrices', () => {
  const before = tf.memory().numTensors;
  const work = matrixProduct();
  const product = work.run();
  expect(product.shape).toEqual([512, 512]);
  tf.dispose(product);
  work.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
