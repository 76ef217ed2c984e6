import { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { inputGradient } from '../losses/input-gradient.ts';
import { expectClose, expectNoLeak, labelsOf, uniform } from '../test-support.ts';
import { classifier } from './classifier.ts';

const FLOAT = { type: 'DT_FLOAT' };
const shapeOf = (dims: readonly number[]) => ({ dim: dims.map((size) => ({ size: String(size) })) });
const constant = (name: string, dims: readonly number[]) => ({
  name,
  op: 'Const',
  attr: { dtype: FLOAT, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: shapeOf(dims) } } },
});

/** What the converter writes for conv3x3 (2 filters, bias, ReLU), global average pool, dense to 3 classes. */
async function tinyGraph(weights: Record<string, tf.Tensor>): Promise<GraphModel> {
  const node = [
    { name: 'x', op: 'Placeholder', attr: { dtype: FLOAT, shape: { shape: shapeOf([-1, 4, 4, 1]) } } },
    ...Object.entries(weights).map(([name, { shape }]) => constant(name, shape)),
    {
      name: 'axes',
      op: 'Const',
      attr: {
        dtype: { type: 'DT_INT32' },
        value: { tensor: { dtype: 'DT_INT32', tensorShape: shapeOf([2]) } },
      },
    },
    {
      name: 'conv',
      op: '_FusedConv2D',
      input: ['x', 'kernel', 'bias'],
      attr: {
        T: FLOAT,
        strides: { list: { i: ['1', '1', '1', '1'] } },
        dilations: { list: { i: ['1', '1', '1', '1'] } },
        padding: { s: btoa('SAME') },
        data_format: { s: btoa('NHWC') },
        num_args: { i: '1' },
        fused_ops: { list: { s: [btoa('BiasAdd'), btoa('Relu')] } },
      },
    },
    { name: 'pool', op: 'Mean', input: ['conv', 'axes'], attr: { T: FLOAT, keep_dims: { b: false } } },
    { name: 'dense', op: 'MatMul', input: ['pool', 'matrix'], attr: { T: FLOAT } },
    { name: 'logits', op: 'Identity', input: ['dense'], attr: { T: FLOAT } },
  ];
  const axes = { axes: tf.tensor1d([1, 2], 'int32') };
  const { data, specs } = await tf.io.encodeWeights({ ...weights, ...axes } as tf.NamedTensorMap);
  const model = new GraphModel(
    tf.io.fromMemory({
      modelTopology: { node, versions: { producer: 27 }, library: {} },
      weightSpecs: specs,
      weightData: data,
    }),
  );
  await model.load();
  return model;
}

describe('a tf.GraphModel', () => {
  const weights = {
    kernel: uniform([3, 3, 1, 2], 1, -1, 1) as tf.Tensor4D,
    bias: tf.tensor1d([0.1, -0.1]),
    matrix: uniform([2, 3], 2, -1, 1) as tf.Tensor2D,
  };
  const byHand = (x: tf.Tensor) => {
    const conv = tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, weights.kernel, 1, 'same'), weights.bias));
    return tf.matMul(tf.mean<tf.Tensor2D>(conv, [1, 2]), weights.matrix);
  };
  const xs = uniform([3, 4, 4, 1], 3);
  const labels = labelsOf(0, 1, 2);

  it('is differentiated through like the same net by hand, and leaks nothing', async () => {
    const graph = classifier(await tinyGraph(weights));
    expectClose(graph.logits(xs).dataSync(), byHand(xs).dataSync(), 1e-6);
    const expected = inputGradient(classifier(byHand), xs, labels).dataSync();
    expect(Math.max(...expected)).toBeGreaterThan(0.001);
    expectClose(inputGradient(graph, xs, labels).dataSync(), expected, 1e-6);
    await expectNoLeak(() => inputGradient(graph, xs, labels));
  });
});
