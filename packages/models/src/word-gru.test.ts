import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/networks.json' with { type: 'json' };
import { ModelError } from './errors.ts';
import { oneHotWords } from './test-formula.ts';
import { itIsANetwork, predict, relativeError, savedAndLoaded, trainableCount } from './test-support.ts';
import { wordGru } from './word-gru.ts';

describe('wordGru', () => {
  itIsANetwork({
    create: wordGru,
    torch: fixture.networks.wordGru,
    input: () => oneHotWords(2, 7, 47),
    refuses: [{ characters: 0 }, { hidden: 0 }, { classes: 0.5 }],
  });

  it('takes words of any length', () => {
    const model = wordGru({ characters: 4, hidden: 6, classes: 3 });
    expect(model.inputs[0]?.shape).toEqual([null, null, 4]);
    expect(model.outputs[0]?.shape).toEqual([null, 3]);
    expect(trainableCount(model)).toBe(3 * 6 * 4 + 3 * 6 * 6 + 2 * 3 * 6 + 6 * 3 + 3);
    model.dispose();
  });

  it('refuses words without letters', () => {
    const model = wordGru({ characters: 4, hidden: 2 });
    const x = tf.zeros([2, 0, 4]);
    expect(() => model.predict(x)).toThrow(ModelError);
    x.dispose();
    model.dispose();
  });

  it('learns to tell words by their first letter, three letters later', async () => {
    const model = wordGru({ characters: 3, hidden: 8, classes: 3, seed: 1 });
    const letters = [0, 1, 2].flatMap((first) => [0, 1, 2].map((last) => [first, last, 0, last]));
    const oneHot = (indices: tf.Tensor) => tf.tidy(() => tf.cast(tf.oneHot(indices, 3), 'float32'));
    const words = tf.tidy(() => oneHot(tf.tensor2d(letters, [9, 4], 'int32')));
    const classes = tf.tidy(() =>
      oneHot(
        tf.tensor1d(
          letters.map((word) => word[0] as number),
          'int32',
        ),
      ),
    );
    const optimizer = tf.train.adam(0.05);
    model.compile({ optimizer, loss: (labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits) });
    const { history } = await model.fit(words, classes, { epochs: 60, batchSize: 9, verbose: 0 });
    const losses = history.loss as number[];
    expect(losses[0]).toBeGreaterThan(0.9);
    expect(losses.at(-1)).toBeLessThan(0.05);
    for (const thing of [model, optimizer, words, classes]) thing.dispose();
  });

  it.each([
    ['before', [3, 0]],
    ['after', [0, 3]],
    ['on both sides', [1, 2]],
  ] as const)('gives a word the same logits when it is padded %s, saved and loaded too', async (_, sides) => {
    const model = wordGru({ seed: 2 });
    const loaded = await savedAndLoaded(model);
    const words = oneHotWords(3, 7, 47);
    const padded = tf.pad(words, [[0, 0], [...sides], [0, 0]]);
    expect(relativeError(predict(loaded, padded), predict(model, words))).toBeLessThan(1e-6);
    for (const thing of [model, loaded, words, padded]) thing.dispose();
  });
});
