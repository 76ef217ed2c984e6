import * as tf from '@tensorflow/tfjs-core';
import { input, model as modelOf, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/sequence.json' with { type: 'json' };
import { ModelError } from '../errors.ts';
import { noise } from '../test-formula.ts';
import { relativeError, savedAndLoaded, valuesOf } from '../test-support.ts';
import { AdditiveAttention } from './additive-attention.ts';
import type { Attention } from './attention.ts';
import { DotAttention } from './dot-attention.ts';

type Case = (typeof fixture)['additive'];
type Pair = [tf.Tensor, tf.Tensor];

const attend = (layer: Attention, inputs: tf.Tensor[]) => layer.apply(inputs) as Pair;

function compareWithTorch(layer: Attention, run: Case): void {
  tf.tidy(() => {
    const queries = tf.tensor3d(run.queries.value);
    const memory = tf.tensor3d(run.memory.value);
    const mask = tf.tensor2d(run.mask, undefined, 'int32');
    const [ofContext, ofAttention] = [tf.tensor3d(run.weightOfContext), tf.tensor3d(run.weightOfAttention)];
    attend(layer, [queries, memory, mask]);
    layer.setWeights(run.weights.map(({ value }) => tf.tensor(value)));
    const [context, attention] = attend(layer, [queries, memory, mask]);
    expect(layer.computeOutputShape([queries.shape, memory.shape])).toEqual([context.shape, attention.shape]);
    expect(relativeError(valuesOf(context), run.context.flat(2))).toBeLessThan(1e-6);
    expect(relativeError(valuesOf(attention), run.attention.flat(2))).toBeLessThan(1e-6);

    const loss = (q: tf.Tensor, m: tf.Tensor) => {
      const [c, a] = attend(layer, [q, m, mask]);
      return tf.add(tf.sum(tf.mul(c, ofContext)), tf.sum(tf.mul(a, ofAttention))) as tf.Scalar;
    };
    const [ofQueries, ofMemory] = tf.grads(loss as (...args: tf.Tensor[]) => tf.Tensor)([
      queries,
      memory,
    ]) as Pair;
    expect(relativeError(valuesOf(ofQueries), run.queries.gradient.flat(2))).toBeLessThan(1e-5);
    expect(relativeError(valuesOf(ofMemory), run.memory.gradient.flat(2))).toBeLessThan(1e-5);
    if (run.weights.length === 0) return;
    const { grads } = tf.variableGrads(() => loss(queries, memory));
    for (const [i, { name }] of layer.trainableWeights.entries()) {
      const { gradient: expected = [] } = run.weights[i] ?? {};
      expect(relativeError(valuesOf(grads[name] as tf.Tensor), (expected as number[][]).flat())).toBeLessThan(
        1e-5,
      );
    }
  });
  layer.dispose();
}

const KINDS: [string, () => Attention][] = [
  ['AdditiveAttention', () => new AdditiveAttention({ units: 5, seed: 1 })],
  ['DotAttention', () => new DotAttention()],
];

describe('attention', () => {
  it('AdditiveAttention has the outputs and gradients that PyTorch has', () => {
    compareWithTorch(new AdditiveAttention({ units: 5 }), fixture.additive);
  });

  it('DotAttention has the outputs and gradients that PyTorch has', () => {
    compareWithTorch(new DotAttention(), fixture.dot as unknown as Case);
  });

  it('AdditiveAttention is v . tanh(W q + U m), by hand', () => {
    const layer = new AdditiveAttention({ units: 1 });
    const queries = tf.tensor3d([[[1]]]);
    const memory = tf.tensor3d([[[0], [2]]]);
    tf.dispose(attend(layer, [queries, memory]));
    const weights = [tf.tensor2d([[0.5]]), tf.tensor2d([[-0.25]]), tf.tensor1d([3])];
    layer.setWeights(weights);
    const [context, attention] = attend(layer, [queries, memory]);
    const [first, second] = [Math.exp(3 * Math.tanh(0.5)), Math.exp(3 * Math.tanh(0))];
    const share = second / (first + second);
    expect(relativeError(valuesOf(attention), [1 - share, share])).toBeLessThan(1e-6);
    expect(relativeError(valuesOf(context), [2 * share])).toBeLessThan(1e-6);
    tf.dispose([queries, memory, context, attention, weights]);
    layer.dispose();
  });

  it.each([
    [true, [1, Math.SQRT2]],
    [false, [Math.SQRT2, 2]],
  ])('DotAttention is q . m, scaled: %s', (scaled, [a, b]) => {
    const layer = new DotAttention({ scaled });
    const queries = tf.tensor3d([[[1, 1]]]);
    const memory = tf.tensor3d([
      [
        [Math.SQRT2, 0],
        [1, 1],
      ],
    ]);
    const [context, attention] = attend(layer, [queries, memory]);
    const [first, second] = [Math.exp(a as number), Math.exp(b as number)];
    const total = first + second;
    expect(relativeError(valuesOf(attention), [first / total, second / total])).toBeLessThan(1e-6);
    tf.dispose([queries, memory, context, attention]);
    layer.dispose();
  });

  it.each(KINDS)('%s gives all attention to what is no padding, whatever padding holds', (_, create) => {
    const layer = create();
    const queries = noise('queries', [2, 3, 4]);
    const memory = noise('memory', [2, 5, 4]);
    const mask = tf.tensor2d(
      [
        [4, 9, 0, 2, 0],
        [0, 0, 0, 0, 0],
      ],
      undefined,
      'int32',
    );
    const other = tf.tidy(() =>
      tf.add(memory, tf.mul(tf.cast(tf.equal(tf.expandDims(mask, -1), 0), 'float32'), 50)),
    );
    const outputs = [memory, other].map((one) => attend(layer, [queries, one, mask]));
    const [[context, attention], [again]] = outputs as [Pair, Pair];
    const [first, second] = attention.arraySync() as number[][][];
    for (const row of first ?? []) {
      expect([row[2], row[4]]).toEqual([0, 0]);
      expect(Math.abs(row.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-6);
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
    }
    expect(second?.flat().every((share) => share === 0)).toBe(true);
    expect(valuesOf(again).slice(0, 12)).toEqual(valuesOf(context).slice(0, 12));
    expect(valuesOf(again).slice(12)).toEqual(Array(12).fill(0));
    tf.dispose([queries, memory, mask, other, outputs]);
    layer.dispose();
  });

  it.each(KINDS)('%s gives padding and whoever asks in vain no gradient but zeros', (_, create) => {
    const layer = create();
    const queries = noise('queries', [2, 3, 4]);
    const memory = noise('memory', [2, 2, 4]);
    const mask = tf.tensor2d([
      [1, 0],
      [0, 0],
    ]);
    tf.dispose(attend(layer, [queries, memory, mask]));
    const gradient = tf.grad((m: tf.Tensor) => tf.sum(tf.square(attend(layer, [queries, m, mask])[0])))(
      memory,
    );
    const values = valuesOf(gradient);
    expect(values.slice(4).every((one) => one === 0)).toBe(true);
    expect(values.slice(0, 4).every((one) => one !== 0)).toBe(true);
    tf.dispose([queries, memory, mask, gradient]);
    layer.dispose();
  });

  it.each(KINDS)('%s is saved and loaded, and leaves nothing behind', async (_, create) => {
    const before = tf.memory().numTensors;
    const inputs = [
      [null, 4],
      [null, 4],
    ].map((shape) => input({ shape }));
    const mask = input({ shape: [null], dtype: 'int32' });
    const outputs = create().apply([...inputs, mask]) as SymbolicTensor[];
    const model = modelOf({ inputs: [...inputs, mask], outputs });
    const loaded = await savedAndLoaded(model);
    const tensors = [noise('q', [2, 3, 4]), noise('m', [2, 5, 4]), tf.ones([2, 5], 'int32')];
    const both = [model, loaded].map((one) => one.predict(tensors) as tf.Tensor[]);
    expect(both[1]?.map(valuesOf)).toEqual(both[0]?.map(valuesOf));
    tf.dispose([both, tensors]);
    model.dispose();
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, number[][]]>([
    [
      'queries of another rank',
      [
        [2, 4],
        [2, 5, 4],
      ],
    ],
    [
      'another batch',
      [
        [2, 3, 4],
        [1, 5, 4],
      ],
    ],
    [
      'a mask of another length',
      [
        [2, 3, 4],
        [2, 5, 4],
        [2, 3],
      ],
    ],
    [
      'a fourth input',
      [
        [2, 3, 4],
        [2, 5, 4],
        [2, 5],
        [2, 5],
      ],
    ],
  ])('refuses %s', (_, shapes) => {
    for (const [, create] of KINDS) {
      const inputs = shapes.map((shape) => tf.zeros(shape));
      expect(() => create().apply(inputs)).toThrow(ModelError);
      tf.dispose(inputs);
    }
  });

  it('refuses widths that do not fit, and layers that are none', () => {
    const inputs = [tf.zeros([2, 3, 4]), tf.zeros([2, 5, 3])];
    expect(() => new DotAttention().apply(inputs)).toThrow(/4 and 3/);
    expect(() => new AdditiveAttention({ units: 0 })).toThrow(ModelError);
    expect(() => new AdditiveAttention({ units: 1, seed: 0.5 })).toThrow(ModelError);
    expect(() =>
      new DotAttention().build([
        [null, null, null],
        [null, null, 4],
      ]),
    ).toThrow(/must be known/);
    tf.dispose(inputs);
  });
});
