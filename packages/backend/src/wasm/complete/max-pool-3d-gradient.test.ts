import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tested } from '../test-support.ts';
import { KernelInputError } from './error.ts';
import { maxPool3DGradient } from './max-pool-3d-gradient.ts';

const gradient = (filterSize: number | number[]) => {
  const input = tf.tensor5d([-4, -3, -2, -1, -8, -7, -6, -5], [1, 2, 2, 2, 1]);
  const dy = tf.tensor5d([5], [1, 1, 1, 1, 1]);
  const { backend } = tf.engine();
  const attrs = { filterSize, strides: 1, pad: 'valid' } as unknown as tf.NamedAttrMap;
  const info = maxPool3DGradient({ inputs: { dy, input, output: dy }, attrs, backend }) as tf.TensorInfo;
  return Array.from(tf.engine().makeTensorFromTensorInfo(info, backend).dataSync());
};

describe.runIf(tested === 'wasm')('maxPool3DGradient', () => {
  it('goes to the largest value, also where all are negative', () => {
    expect(gradient(2)).toEqual([0, 0, 0, 5, 0, 0, 0, 0]);
  });

  it('refuses windows that the cpu backend gets wrong', () => {
    expect(() => gradient([2, 2, 1])).toThrow(KernelInputError);
    expect(() => gradient([2, 2, 1])).toThrow(/as high as wide, got 2,2,1/);
  });
});
