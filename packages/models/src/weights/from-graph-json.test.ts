import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { predict } from '../test-support.ts';
import { WeightsFormatError } from './errors.ts';
import { fromGraphJson, type Graph } from './from-graph-json.ts';
import { readSafetensors } from './safetensors.ts';
import type { StoredTensor } from './stored-tensor.ts';

const { GRADLAB_DATA = '' } = process.env;

const f32 = (shape: number[], ...data: number[]): StoredTensor => ({
  dtype: 'F32',
  shape,
  data: Float32Array.from(data),
});
const tensors = new Map([
  ['w', f32([1, 1, 1, 2], 2, -1)],
  ['b', f32([2], 1, 0)],
  ['d', f32([2, 2, 2, 1], 1, 1, 1, 1, 1, 1, 1, 1)],
]);
const GRAPH: Graph = {
  input: { name: 'in', shape: [1, 2, 2, 1] },
  ops: [
    { name: 'c', op: 'conv2d', inputs: ['in'], weight: 'w', bias: 'b', padding: 'same', activation: 'relu6' },
    { name: 'a', op: 'add', inputs: ['c', 'c'] },
    { name: 'd', op: 'depthwiseConv2d', inputs: ['a'], weight: 'd', padding: 'valid', activation: null },
    { name: 'p', op: 'avgPool', inputs: ['d'], filterSize: [1, 1], strides: [1, 1], padding: 'valid' },
    { name: 'r', op: 'reshape', inputs: ['p'], shape: [1, 2] },
    { name: 's', op: 'softmax', inputs: ['r'] },
  ],
};

describe('fromGraphJson', () => {
  it('computes the list, without the softmax at its end, and leaks nothing', () => {
    const before = tf.memory().numTensors;
    const model = fromGraphJson(GRAPH, tensors);
    const x = tf.tensor4d([0, 1, 2, 5], [1, 2, 2, 1]);
    // relu6(2 x + 1) is 1, 3, 5 and 6, relu6(-x) is 0.
    expect(predict(model, x)).toEqual([30, 0]);
    x.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['an unknown operation', { op: 'lrn' }, /c: the operation "lrn" is not known/],
    ['an unknown input', { inputs: ['x'] }, /c reads "x"/],
    ['a missing tensor', { weight: 'x' }, /no tensor "x"/],
    ['a kernel that is none', { weight: 'b' }, /four axes/],
    ['a bias that does not fit', { bias: 'd' }, /shape \[2, 2, 2, 1\] where \[2\] is needed/],
  ])('refuses %s and leaves nothing behind', (_, change, message) => {
    const before = tf.memory().numTensors;
    const [first, ...rest] = GRAPH.ops;
    const graph = { ...GRAPH, ops: [{ ...first!, ...change }, ...rest] };
    expect(() => fromGraphJson(graph, tensors)).toThrow(WeightsFormatError);
    expect(() => fromGraphJson(graph, tensors)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe.skipIf(GRADLAB_DATA === '')('the published MobileNets (need GRADLAB_DATA)', () => {
  it.skipIf(tf.getBackend() === 'cpu').each([
    ['mobilenet_v1_0.25_128', 128],
    ['mobilenet_v2_1.0_224', 224],
  ] as const)('%s gives its reference logits (on wasm alone)', (name, size) => {
    const read = (file: string) => readFileSync(join(GRADLAB_DATA, 'pretrained_imagenet', name, file));
    const graph = JSON.parse(read('graph.json').toString()) as Graph;
    const model = fromGraphJson(graph, readSafetensors(read('model.safetensors')).tensors);
    const pixels = new Uint8Array(read(`reference_input_10x${size}x${size}x3.u8.bin`));
    const logits = tf.tidy(() => {
      const images = tf.tensor4d(Float32Array.from(pixels), [10, size, size, 3]);
      return predict(model, tf.div(tf.sub(images, 128), 128));
    });
    const expected = new Float32Array(new Uint8Array(read('reference_logits_10x1001.f32.bin')).buffer);
    const errors = logits.map((value, i) => Math.abs(value - (expected[i] as number)));
    expect(errors).toHaveLength(10 * 1001);
    expect(Math.max(...errors)).toBeLessThanOrEqual(1e-3);
    model.dispose();
  });
});
