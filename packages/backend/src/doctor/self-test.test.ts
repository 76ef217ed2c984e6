import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { selfTest } from './self-test.ts';

/** Adds something to all results of a kernel of the current backend while the body runs. */
async function withFlaw(kernelName: string, flaw: number, body: () => Promise<void>): Promise<void> {
  const backendName = tf.getBackend();
  const kernel = tf.getKernel(kernelName, backendName);
  const kernelFunc: tf.KernelFunc = (args) => {
    const right = kernel.kernelFunc(args) as tf.TensorInfo;
    return tf.add(tf.engine().makeTensorFromTensorInfo(right), flaw);
  };
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...kernel, kernelFunc });
  try {
    await body();
  } finally {
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(kernel);
  }
}

describe('selfTest', () => {
  it('is passed by the backends there are, and leaks nothing', async () => {
    const before = tf.memory().numTensors;
    await selfTest();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names what is wrong', async () => {
    await withFlaw('BatchMatMul', 0.5, () =>
      expect(selfTest()).rejects.toThrow('a matrix product gave 48.5 in place of 48'),
    );
    await withFlaw('Conv2DBackpropFilter', Number.NaN, () =>
      expect(selfTest()).rejects.toThrow('the gradient of a convolution gave NaN in place of 2048'),
    );
    await selfTest();
  });
});
