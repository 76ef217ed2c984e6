import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { expectClose } from '../test-support.ts';
import { preprocessor } from './normalize.ts';

describe('preprocessor', () => {
  it('standardises with one value or one per channel', () => {
    const xs = tf.tensor4d([0.5, 1, 0, 0.25], [1, 1, 2, 2]);
    expectClose(preprocessor({ mean: 0.5, std: 0.25 })(xs).dataSync(), [0, 2, -2, -1]);
    expectClose(preprocessor({ mean: [0.5, 0], std: [0.5, 1] })(xs).dataSync(), [0, 1, -1, 0.25]);
  });

  it('takes a function, or nothing', () => {
    const xs = tf.tensor2d([[1, 2]]);
    expectClose(preprocessor((x) => tf.mul(x, 2))(xs).dataSync(), [2, 4], 0);
    expectClose(preprocessor(undefined)(xs).dataSync(), [1, 2], 0);
  });

  it('refuses numbers that make no sense', () => {
    expect(() => preprocessor({ mean: 0, std: 0 })).toThrow(InvalidOptionError);
    expect(() => preprocessor({ mean: Number.NaN, std: 1 })).toThrow(/mean must be finite/);
    expect(() => preprocessor({ mean: 0, std: [1, -1] })).toThrow(/std must be positive/);
    expect(() => preprocessor({ mean: [0, 0], std: 1 })(tf.zeros([1, 3]))).toThrow(
      /mean has 2 values, but the last axis of the inputs \[1,3\] has 3/,
    );
  });
});
