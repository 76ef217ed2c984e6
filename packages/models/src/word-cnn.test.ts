import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/networks.json' with { type: 'json' };
import { ModelError } from './errors.ts';
import { oneHotWords } from './test-formula.ts';
import {
  itIsANetwork,
  predict,
  relativeError,
  savedAndLoaded,
  trainableCount,
  weightsOf,
} from './test-support.ts';
import { exportWeights } from './weights/export-weights.ts';
import { importWeights } from './weights/import-weights.ts';
import { readSafetensors } from './weights/safetensors.ts';
import { wordCnn } from './word-cnn.ts';

describe('wordCnn', () => {
  itIsANetwork({
    create: wordCnn,
    torch: fixture.networks.wordCnn,
    input: () => oneHotWords(2, 7, 47),
    refuses: [
      { characters: 0 },
      { embedding: 1.5 },
      { filters: -1 },
      { classes: 0 },
      { kernels: [] },
      { kernels: [3, 3] },
      { kernels: [2, 0] },
      { dropout: 1 },
      { letterDropout: -0.1 },
      { embeddingDropout: Number.NaN },
    ],
  });

  it('has a filter for every letter sequence, of one length too, and takes words of any length', () => {
    const model = wordCnn({ characters: 4, embedding: 3, kernels: [2], filters: 5, classes: 3 });
    expect(model.inputs[0]?.shape).toEqual([null, null, 4]);
    expect(model.outputs[0]?.shape).toEqual([null, 3]);
    expect(trainableCount(model)).toBe(4 * 3 + (2 * 3 * 5 + 5) + (5 * 3 + 3));
    model.dispose();
  });

  it('computes by hand what one filter finds', () => {
    const model = wordCnn({ characters: 2, embedding: 1, kernels: [2], filters: 1, classes: 2 });
    // Letters count 1 and -2, the filter is 3 first - second + 0.5.
    const values = [
      tf.tensor2d([[1], [-2]]),
      tf.tensor3d([[[3]], [[-1]]]),
      tf.tensor1d([0.5]),
      tf.tensor2d([[1, -1]]),
      tf.tensor1d([0, 10]),
    ];
    model.setWeights(values);
    const word = tf.tensor3d([
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    ]);
    // Windows 00 0a ab b0: 0.5, -0.5, 5.5, -5.5; 00 0b bb b0: 0.5, 2.5, -3.5, -5.5.
    expect(predict(model, word)).toEqual([5.5, 4.5, 2.5, 7.5]);
    for (const thing of [model, word, ...values]) thing.dispose();
  });

  it.each([
    ['before', [3, 0]],
    ['after', [0, 3]],
    ['on both sides', [1, 2]],
  ] as const)('gives a word the same logits when it is padded %s, saved and loaded too', async (_, sides) => {
    const model = wordCnn({ seed: 2 });
    const loaded = await savedAndLoaded(model);
    const words = oneHotWords(3, 7, 47);
    const padded = tf.pad(words, [[0, 0], [...sides], [0, 0]]);
    expect(relativeError(predict(loaded, padded), predict(model, words))).toBeLessThan(1e-6);
    for (const thing of [model, loaded, words, padded]) thing.dispose();
  });

  it('drops letters, embedded values and maxima in training alone', () => {
    const words = oneHotWords(2, 7, 47);
    const rates = { letterDropout: 0.3, embeddingDropout: 0.3, dropout: 0.3 };
    for (const name of ['letterDropout', 'embeddingDropout', 'dropout'] as const) {
      const model = wordCnn({ dropout: 0, [name]: rates[name] });
      const trained = () =>
        tf.tidy(() => Array.from((model.apply(words, { training: true }) as tf.Tensor).dataSync()));
      expect(trained()).not.toEqual(trained());
      expect(predict(model, words)).toEqual(predict(model, words));
      model.dispose();
    }
    words.dispose();
  });

  it("gives its kernels in PyTorch's order, and takes them back to the bit", async () => {
    const options = { characters: 3, embedding: 2, kernels: [2], filters: 1, classes: 2 };
    const [from, to] = [wordCnn({ ...options, seed: 1 }), wordCnn({ ...options, seed: 2 })];
    const kernel = tf.tensor3d([
      [[1], [2]],
      [[3], [4]],
    ]);
    const bias = tf.tensor1d([5]);
    from.getLayer('conv2').setWeights([kernel, bias]);
    const { tensors } = readSafetensors(await exportWeights(from, { naming: 'torchvision' }));
    expect(tensors.get('conv2.weight')?.shape).toEqual([1, 2, 2]);
    expect(tensors.get('conv2.weight')?.data).toEqual(Float32Array.of(1, 3, 2, 4));
    importWeights(to, tensors, { naming: 'torchvision' });
    expect(weightsOf(to)).toEqual(weightsOf(from));
    for (const thing of [kernel, bias, from, to]) thing.dispose();
  });

  it('learns to find two letters in a row, anywhere', async () => {
    const model = wordCnn({
      characters: 3,
      embedding: 4,
      kernels: [2],
      filters: 8,
      classes: 2,
      dropout: 0,
      seed: 1,
    });
    const all = Array.from({ length: 81 }, (_, i) => [27, 9, 3, 1].map((place) => Math.floor(i / place) % 3));
    const oneHot = (indices: tf.Tensor, depth: number) => tf.cast(tf.oneHot(indices, depth), 'float32');
    const words = tf.tidy(() => oneHot(tf.tensor2d(all, [81, 4], 'int32'), 3));
    const twice = all.map((word) => Number(word.some((letter, i) => letter === 0 && word[i + 1] === 1)));
    const classes = tf.tidy(() => oneHot(tf.tensor1d(twice, 'int32'), 2));
    const optimizer = tf.train.adam(0.05);
    model.compile({ optimizer, loss: (labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits) });
    const { history } = await model.fit(words, classes, { epochs: 40, batchSize: 81, verbose: 0 });
    const losses = history.loss as number[];
    expect(losses[0]).toBeGreaterThan(0.3);
    expect(losses.at(-1)).toBeLessThan(0.05);
    for (const thing of [model, optimizer, words, classes]) thing.dispose();
  });

  it('refuses words that are not one-hot', () => {
    const model = wordCnn({ characters: 4 });
    const x = tf.zeros([2, 5]);
    expect(() => model.predict(x)).toThrow();
    x.dispose();
    model.dispose();
    expect(() => wordCnn({ kernels: 3 as unknown as number[] })).toThrow(ModelError);
  });
});
