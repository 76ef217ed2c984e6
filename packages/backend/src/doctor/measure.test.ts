import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { callsPerSecond, measureSpeed } from './measure.ts';

/** Takes so long, and counts itself. */
function busy(milliseconds: number) {
  const times: number[] = [];
  const run = () => {
    const start = performance.now();
    while (performance.now() - start < milliseconds);
    times.push(start);
    return tf.scalar(times.length);
  };
  return { run, times };
}

describe('callsPerSecond', () => {
  it('counts calls after the first over at least the time that was given', async () => {
    const { run, times } = busy(10);
    const before = performance.now();
    const rate = await callsPerSecond(run, 0.2);
    const spent = (performance.now() - before) / 1000;
    expect(spent).toBeGreaterThan(0.2);
    expect(rate).toBeLessThanOrEqual(100);
    expect(rate).toBeGreaterThan((times.length - 1) / spent);
  });

  it('runs what takes longer than its time just once', async () => {
    const { run, times } = busy(30);
    const rate = await callsPerSecond(run, 0.02);
    expect(times).toHaveLength(1);
    expect(rate).toBeLessThanOrEqual(1000 / 30);
    expect(rate).toBeGreaterThan(0);
  });

  it('leaks nothing', async () => {
    const before = tf.memory().numTensors;
    await callsPerSecond(() => tf.scalar(1), 0.05);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('measures the current backend and cleans up behind itself', async () => {
  const before = tf.memory().numTensors;
  const { imagesPerSecond, matMulGflops } = await measureSpeed(0.01);
  expect(imagesPerSecond).toBeGreaterThan(0);
  expect(matMulGflops).toBeGreaterThan(0);
  expect(tf.memory().numTensors).toBe(before);
});
