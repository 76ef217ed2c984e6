import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../errors.ts';
import { predict, relativeError, savedAndLoaded, trainableCount, weightsOf } from '../test-support.ts';
import { type CharRnnOptions, charRnn } from './char-rnn.ts';

const tokens = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');
const CELLS = { gru: 3, lstm: 4, rnn: 1 } as const;

describe('charRnn', () => {
  it.each(Object.entries(CELLS))('has the parameters of the closed form: %s', (cell, gates) => {
    const [V, E, H, layers] = [11, 4, 6, 3];
    const model = charRnn({
      ...{ vocabulary: V, embedding: E, units: H, layers },
      cell: cell as CharRnnOptions['cell'] & string,
    });
    const first = gates * (E * H + H * H + 2 * H);
    const further = gates * (2 * H * H + 2 * H);
    expect(trainableCount(model)).toBe(V * E + first + 2 * further + H * V + V);
    expect(model.outputs[0]?.shape).toEqual([null, null, V]);
    model.dispose();
  });

  it.each(Object.keys(CELLS))('looks back only, and at all steps alike: %s', (cell) => {
    const options = { vocabulary: 7, embedding: 3, units: 5, layers: 2, seed: 1 };
    const model = charRnn({ ...options, cell: cell as CharRnnOptions['cell'] & string });
    const [whole, prefix] = [tokens([[1, 6, 2, 0, 4]]), tokens([[1, 6, 2]])];
    const logits = predict(model, whole);
    expect(logits).toHaveLength(5 * 7);
    expect(relativeError(predict(model, prefix), logits.slice(0, 3 * 7))).toBeLessThan(1e-6);
    tf.dispose([whole, prefix]);
    model.dispose();
  });

  it('is a plain LayersModel: saved and loaded, it computes the same', async () => {
    const model = charRnn({ vocabulary: 7, embedding: 3, units: 5, cell: 'lstm', layers: 2, dropout: 0.5 });
    const loaded = await savedAndLoaded(model);
    const x = tokens([[1, 6, 2]]);
    expect(predict(loaded, x)).toEqual(predict(model, x));
    x.dispose();
    model.dispose();
    loaded.dispose();
  });

  it('starts from its seed alone', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => {
      const model = charRnn({ vocabulary: 7, embedding: 3, units: 5, layers: 2, seed });
      const weights = weightsOf(model);
      model.dispose();
      return weights;
    });
    expect(again).toEqual(first);
    for (const [i, weight] of (other ?? []).entries()) expect(weight).not.toEqual(first?.[i]);
  });

  it('leaves nothing behind when disposed', () => {
    const before = tf.memory().numTensors;
    const model = charRnn({ vocabulary: 7, embedding: 3, units: 5, dropout: 0.5 });
    const x = tokens([[1, 6, 2]]);
    predict(model, x);
    (model.apply(x, { training: true }) as tf.Tensor).dispose();
    x.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    { vocabulary: 0 },
    { embedding: 0 },
    { units: 1.5 },
    { cell: 'mlp' as 'gru' },
    { layers: 0 },
    { dropout: 1 },
    { seed: 0.5 },
  ])('refuses %o', (options) => {
    const before = tf.memory().numTensors;
    expect(() => charRnn({ vocabulary: 5, ...options })).toThrow(ModelError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
