import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { agree, random, restoreBackend, tested } from './test-support.ts';

afterAll(restoreBackend);

const attrs = { strides: 2, pad: 'same', dataFormat: 'NHWC' };

describe.runIf(tested === 'wasm')('signals of another size than the convolution has outputs', () => {
  it('a larger one counts as far as there are inputs', async () => {
    const inputs = { dy: random([2, 4, 5, 3], 1), filter: random([3, 3, 2, 3], 2) };
    await agree('Conv2DBackpropInput', inputs, { ...attrs, inputShape: [2, 6, 8, 2] });
  });

  it.each([
    ['Conv2DBackpropInput', { inputShape: [1, 6, 6, 2] }, [3, 3, 2, 3]],
    ['DepthwiseConv2dNativeBackpropInput', { inputShape: [1, 6, 6, 3] }, [3, 3, 3, 1]],
  ])('%s refuses a smaller one', (kernel, shape, filterShape) => {
    const dy = tf.zeros([1, 2, 3, 3]);
    const filter = tf.zeros(filterShape);
    const before = tf.memory().numTensors;
    const run = () =>
      tf.engine().runKernel(kernel, { dy, filter }, { ...attrs, ...shape } as tf.NamedAttrMap);
    expect(run).toThrow(/needs a signal of that shape, got \[1,2,3,3\]/);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([dy, filter]);
  });

  it.each([
    ['Conv2DBackpropFilter', [3, 3, 3, 3]],
    ['DepthwiseConv2dNativeBackpropFilter', [3, 3, 3, 1]],
  ])('%s refuses a smaller one', (kernel, filterShape) => {
    const x = tf.zeros([1, 6, 6, 3]);
    const dy = tf.zeros([1, 2, 3, 3]);
    const run = () => tf.engine().runKernel(kernel, { x, dy }, { ...attrs, filterShape } as tf.NamedAttrMap);
    expect(run).toThrow(/needs a signal of that shape/);
    tf.dispose([x, dy]);
  });
});
