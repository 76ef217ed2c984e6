import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, InvalidOptionError } from '../errors.ts';
import { l1 } from './l1.ts';
import { l2 } from './l2.ts';
import { linf } from './linf.ts';
import { radius } from './radius.ts';

describe('eps', () => {
  it.each([linf, l2, l1])('must be a number, and not negative (%o)', (threat) => {
    for (const eps of [-0.1, Number.NaN, [0.1, -1], []]) {
      expect(() => threat(eps)).toThrow(InvalidOptionError);
    }
    for (const eps of [
      undefined,
      null,
      '0.1',
      [0.1, undefined],
      new Float32Array(2),
    ] as unknown as number[]) {
      expect(() => threat(eps)).toThrow(InvalidOptionError);
    }
    expect(() => threat(undefined as unknown as number)).toThrow(/eps must be a number >= 0.*got undefined/);
    expect(() => threat(Number.NaN)).toThrow(/eps must be a number >= 0.*got NaN/);
  });

  it('broadcasts over the batch', () => {
    expect(radius(0.1, tf.zeros([2, 3, 4])).shape).toEqual([1, 1, 1]);
    expect(radius([0.1, 0.2], tf.zeros([2, 3, 4])).shape).toEqual([2, 1, 1]);
    expect(() => radius([0.1, 0.2], tf.zeros([3, 4]))).toThrow(InvalidInputError);
  });

  it.each([linf, l2, l1])('may be infinite: then nothing is projected (%o)', (threat) => {
    const wild = tf.tensor2d([
      [3e38, -5, 0],
      [1, 2, -3],
    ]);
    const infinite = Number.POSITIVE_INFINITY;
    for (const eps of [infinite, [infinite, infinite]]) {
      expect([...threat(eps).project(wild).dataSync()].map((v) => v + 0)).toEqual([...wild.dataSync()]);
    }
    expect([...threat([infinite, 0]).project(wild).dataSync()].map((v) => v + 0)).toEqual([
      ...wild.dataSync().slice(0, 3),
      0,
      0,
      0,
    ]);
  });
});
