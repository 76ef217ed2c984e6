import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../errors.ts';
import { valuesOf } from '../test-support.ts';
import { TokenEmbedding } from './token-embedding.ts';

const TABLE = [
  [1, 2],
  [3, 4],
  [5, 6],
];

/** A layer has its weights, and may be disposed, once it was applied. */
function used(layer: TokenEmbedding, tokens?: tf.Tensor): void {
  const ids = tokens ?? tf.zeros([1, 1], 'int32');
  (layer.apply(ids) as tf.Tensor).dispose();
  if (ids !== tokens) ids.dispose();
}

function embed(ids: number[][], padding = false) {
  const layer = new TokenEmbedding({ vocabulary: 3, units: 2, padding });
  const tokens = tf.tensor2d(ids, undefined, 'int32');
  used(layer, tokens);
  const table = tf.tensor2d(TABLE);
  layer.setWeights([table]);
  table.dispose();
  return { layer, tokens };
}

describe('TokenEmbedding', () => {
  it.each([
    [false, [5, 6, 1, 2, 5, 6]],
    [true, [5, 6, 0, 0, 5, 6]],
  ])('looks tokens up, padding: %s', (padding, expected) => {
    const { layer, tokens } = embed([[2, 0, 2]], padding);
    const y = layer.apply(tokens) as tf.Tensor;
    expect(y.shape).toEqual([1, 3, 2]);
    expect(layer.computeOutputShape([1, 3])).toEqual([1, 3, 2]);
    expect(valuesOf(y)).toEqual(expected);
    for (const thing of [layer, tokens, y]) thing.dispose();
  });

  it.each([
    [false, [10, 20, 0, 0, 101, 202]],
    [true, [0, 0, 0, 0, 101, 202]],
  ])('sums the gradients of a token over its places, padding: %s', (padding, expected) => {
    const { layer, tokens } = embed([[2, 0, 2]], padding);
    const weight = tf.tensor3d([
      [
        [1, 2],
        [10, 20],
        [100, 200],
      ],
    ]); // prettier-ignore
    const { grads, value } = tf.variableGrads(() => tf.sum(tf.mul(weight, layer.apply(tokens) as tf.Tensor)));
    const [gradient] = Object.values(grads);
    expect(valuesOf(gradient as tf.Tensor)).toEqual(expected);
    tf.dispose([tokens, weight, grads, value]);
    layer.dispose();
  });

  it('starts as standard normal numbers, of its seed', () => {
    const values = [1, 1, 2].map((seed) => {
      const layer = new TokenEmbedding({ vocabulary: 100, units: 100, seed });
      used(layer);
      const found = valuesOf(layer.getWeights()[0] as tf.Tensor);
      layer.dispose();
      return found;
    });
    const [first = [], again, other] = values;
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    // Five standard errors of ten thousand numbers' mean and variance.
    const mean = first.reduce((sum, value) => sum + value, 0) / 1e4;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    const variance = first.reduce((sum, value) => sum + value * value, 0) / 1e4;
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2e-4));
  });

  it('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const { layer, tokens } = embed([[2, 0, 2]], true);
    tf.dispose([layer.apply(tokens) as tf.Tensor, tokens]);
    layer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    { vocabulary: 0, units: 2 },
    { vocabulary: 2, units: 0.5 },
    { vocabulary: 2, units: 2, seed: 0.5 },
  ])('refuses %o', (args) => {
    expect(() => new TokenEmbedding(args)).toThrow(ModelError);
  });

  it('refuses what are no sequences of tokens', () => {
    const before = tf.memory().numTensors;
    const layer = new TokenEmbedding({ vocabulary: 3, units: 2 });
    expect(() => layer.build([null, 3, 4])).toThrow(ModelError);
    used(layer);
    for (const token of [3, -1]) {
      const ids = tf.tensor2d([[token]], undefined, 'int32');
      expect(() => tf.tidy(() => layer.apply(ids) as tf.Tensor)).toThrow(/index|out of/i);
      ids.dispose();
    }
    layer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
