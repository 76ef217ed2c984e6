import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { keeper } from './keeper.ts';

const offerOf = (rows: number[], reached: boolean[], lacking: number[], distances: number[]) => ({
  rows,
  reached,
  lacking,
  distances,
});

describe('keeper', () => {
  it('keeps what lacks least, until something reaches the goal; from then on the closest', () => {
    const before = tf.memory().numTensors;
    const xs = tf.zeros([2, 1]);
    const kept = keeper(xs);
    const offer = (value: number, reached: boolean, lacking: number, distance: number) => {
      const candidates = tf.tensor2d([[value]]);
      kept.offer(offerOf([1], [reached], [lacking], [distance]), candidates);
      candidates.dispose();
    };
    const now = () => kept.take().dataSync()[1];
    offer(1, false, 5, 1);
    offer(2, false, 7, 0.1);
    expect(now()).toBe(1);
    offer(3, false, 4, 9);
    expect(now()).toBe(3);
    offer(4, true, -1, 8);
    expect(now()).toBe(4);
    offer(5, false, 0, 0.1);
    offer(6, true, -9, 8);
    expect(now()).toBe(4);
    offer(7, true, -0.1, 7);
    expect(now()).toBe(7);
    expect([...kept.closest]).toEqual([Number.POSITIVE_INFINITY, 7]);
    expect(kept.take().dataSync()[0]).toBe(0);
    kept.dispose();
    xs.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes some samples of a part, and leaves those that it was given', () => {
    const xs = tf.tensor2d([[1], [2], [3]]);
    const kept = keeper(xs);
    const candidates = tf.tensor2d([[30], [10]]);
    kept.offer(offerOf([2, 0], [true, false], [-1, 1], [0.5, 0.5]), candidates);
    expect([...kept.take().dataSync()]).toEqual([10, 2, 30]);
    kept.offer(offerOf([2, 0], [true, true], [-1, -1], [0.6, 0.4]), tf.tensor2d([[31], [11]]));
    expect([...kept.take().dataSync()]).toEqual([11, 2, 30]);
    expect([...xs.dataSync(), ...candidates.dataSync()]).toEqual([1, 2, 3, 30, 10]);
  });
});
