import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/sequence.json' with { type: 'json' };
import { ModelError } from '../errors.ts';
import { relativeError, savedAndLoaded, trainableCount, valuesOf, weightsOf } from '../test-support.ts';
import { attentionModel } from './attention-model.ts';
import { charRnn } from './char-rnn.ts';
import { type Seq2seqOptions, seq2seq } from './seq2seq.ts';

const ints = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');
const SMALL = { sourceVocabulary: 6, targetVocabulary: 7, embedding: 3, units: 4 } as const;
const ATTENTIONS = ['additive', 'dot', 'none'] as const;

const apply = (model: LayersModel, source: number[][], given: number[][]) =>
  tf.tidy(() =>
    [model.apply([ints(source), ints(given)])].flat().map((one) => (one as tf.Tensor).arraySync()),
  );

/** Cross-entropy of all wanted tokens but 0. */
function lossOf(model: LayersModel, source: number[][], given: number[][], wanted: number[][]): tf.Scalar {
  const logits = model.apply([ints(source), ints(given)]) as tf.Tensor3D;
  const codes = tf.cast(tf.oneHot(ints(wanted), logits.shape[2]), 'float32');
  const losses = tf.neg(tf.sum(tf.mul(codes, tf.logSoftmax(logits)), -1));
  const mask = tf.cast(tf.notEqual(ints(wanted), 0), 'float32');
  return tf.div(tf.sum(tf.mul(losses, mask)), tf.sum(mask));
}

describe('seq2seq', () => {
  it.each(Object.entries(fixture.networks))(
    "has PyTorch's logits, attention, loss and gradients: %s",
    (name, run) => {
      const attention = name.split(' ')[0] as Seq2seqOptions['attention'] & string;
      const model = seq2seq({ ...SMALL, attention, bidirectional: name.includes('both') });
      const layers = Object.entries(run.layers) as [string, { value: number[]; gradient: number[] }[]][];
      for (const [layer, weights] of layers) {
        tf.tidy(() => model.getLayer(layer).setWeights(weights.map(({ value }) => tf.tensor(value))));
      }
      const shown = attention === 'none' ? model : attentionModel(model);
      const [logits, weights] = apply(shown, run.source, run.given) as number[][][][];
      expect(relativeError(logits?.flat(2) ?? [], run.logits.flat(2))).toBeLessThan(1e-6);
      if (run.attention)
        expect(relativeError(weights?.flat(2) ?? [], run.attention.flat(2))).toBeLessThan(1e-6);

      const { value, grads } = tf.variableGrads(() =>
        tf.tidy(() => lossOf(model, run.source, run.given, run.wanted)),
      );
      expect(Math.abs((value.dataSync()[0] as number) - run.loss)).toBeLessThan(1e-6);
      let compared = 0;
      for (const [layer, expected] of layers) {
        for (const [i, weight] of model.getLayer(layer).trainableWeights.entries()) {
          const gradient = grads[weight.name] as tf.Tensor;
          const { gradient: wanted = [] } = expected[i] ?? {};
          expect(relativeError(valuesOf(gradient), wanted.flat())).toBeLessThan(1e-5);
          compared++;
        }
      }
      expect(compared).toBe(model.trainableWeights.length);
      tf.dispose([value, grads]);
      if (shown !== model) shown.dispose();
      model.dispose();
    },
  );

  it.each([
    ['additive', true],
    ['additive', false],
    ['dot', true],
    ['none', true],
  ] as const)('has the parameters of the closed form: %s, from both ends: %s', (attention, bidirectional) => {
    const [S, V, E, H] = [11, 13, 6, 8];
    const sizes = { sourceVocabulary: S, targetVocabulary: V, embedding: E, units: H };
    const model = seq2seq({ ...sizes, attention, bidirectional });
    const gru = (inputs: number, units: number) => 3 * (inputs * units + units * units + 2 * units);
    const encoder = bidirectional ? 2 * gru(E, H / 2) : gru(E, H);
    const combined = attention === 'none' ? 0 : 2 * H * H + H;
    const scores = attention === 'additive' ? 2 * H * H + H : 0;
    const expected = S * E + V * E + encoder + gru(E + H, H) + combined + scores + H * V + V;
    expect(trainableCount(model)).toBe(expected);
    expect(model.outputs[0]?.shape).toEqual([null, null, V]);
    model.dispose();
  });

  it.each(ATTENTIONS)('is not changed by padding, nor before by what comes later: %s', (attention) => {
    const model = seq2seq({ ...SMALL, attention, seed: 3 });
    const [bare] = apply(model, [[4, 5, 2]], [[1, 3]]) as number[][][][];
    const [padded] = apply(
      model,
      [
        [4, 5, 2, 0, 0],
        [3, 3, 3, 3, 2],
      ],
      [
        [1, 3, 6, 0],
        [1, 1, 1, 1],
      ],
    ) as number[][][][];
    const [first = []] = padded ?? [];
    const start = first.slice(0, 2) as number[][];
    expect(relativeError(start.flat(), (bare as number[][][]).flat(2))).toBeLessThan(1e-6);
    model.dispose();
  });

  it.each(ATTENTIONS)(
    'is a plain LayersModel: saved and loaded, it computes the same: %s',
    async (attention) => {
      const before = tf.memory().numTensors;
      const model = seq2seq({ ...SMALL, attention, dropout: 0.25, seed: 3 });
      const loaded = await savedAndLoaded(model);
      const expected = apply(model, [[4, 5, 2]], [[1, 3]]);
      expect(apply(loaded, [[4, 5, 2]], [[1, 3]])).toEqual(expected);
      if (attention !== 'none') {
        const shown = attentionModel(loaded);
        expect(apply(shown, [[4, 5, 2]], [[1, 3]])[0]).toEqual(expected[0]);
        shown.dispose();
      }
      model.dispose();
      loaded.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('starts from its seed alone', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => {
      const model = seq2seq({ ...SMALL, seed });
      const weights = weightsOf(model);
      model.dispose();
      return weights;
    });
    expect(again).toEqual(first);
    for (const [i, weight] of (other ?? []).entries()) expect(weight).not.toEqual(first?.[i]);
  });

  it.each([
    { sourceVocabulary: 0 },
    { targetVocabulary: 0.5 },
    { embedding: 0 },
    { units: 5 },
    { units: 0, bidirectional: false },
    { attention: 'soft' as 'dot' },
    { dropout: 1 },
    { seed: 0.5 },
  ])('refuses %o', (options) => {
    const before = tf.memory().numTensors;
    expect(() => seq2seq({ ...SMALL, ...options })).toThrow(ModelError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('attentionModel', () => {
  it('may be disposed with the model in any order', () => {
    for (const first of [0, 1]) {
      const before = tf.memory().numTensors;
      const model = seq2seq(SMALL);
      const both = [model, attentionModel(model)];
      both[first]?.dispose();
      apply(both[1 - first] as LayersModel, [[4, 2]], [[1, 3]]);
      both[1 - first]?.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('refuses models without attention', () => {
    const models = [charRnn({ vocabulary: 3 }), seq2seq({ ...SMALL, attention: 'none' })];
    for (const model of models) {
      expect(() => attentionModel(model)).toThrow(ModelError);
      expect(() => attentionModel(model)).toThrow(/no attention layer/);
      model.dispose();
    }
  });
});
