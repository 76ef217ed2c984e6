import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { uniform } from '../test-support.ts';
import { l2 } from '../threats/l2.ts';
import { masked } from '../threats/masked.ts';
import { pgd } from './pgd.ts';

const WORDS = 7;
const EMBEDDED = 4;
const LENGTH = 5;

/** A classifier of sentences: word numbers, embeddings, GRU, logits. Word numbers have no gradient. */
function sentenceModel() {
  const initial = (seed: number) => tfl.initializers.randomUniform({ minval: -0.8, maxval: 0.8, seed });
  const weights = (seed: number) => ({
    kernelInitializer: initial(seed),
    recurrentInitializer: initial(seed + 1),
  });
  const embedding = tfl.layers.embedding({
    inputDim: WORDS,
    outputDim: EMBEDDED,
    embeddingsInitializer: initial(1),
  });
  const gru = tfl.layers.gru({ units: 6, ...weights(2) });
  const head = tfl.layers.dense({ units: 3, kernelInitializer: initial(4) });
  const fromEmbeddings = (xs: tf.Tensor) => head.apply(gru.apply(xs)) as tf.Tensor;
  return { embedding, fromEmbeddings };
}

describe('attacks on a recurrent model', () => {
  const { embedding, fromEmbeddings } = sentenceModel();
  const sentences = tf.tensor2d([1, 2, 3, 4, 0, 5, 6, 1, 0, 0, 2, 2, 4, 6, 3], [3, LENGTH], 'int32');
  const unbounded = { bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } as const;

  it('move the embeddings, and leave the padding alone', async () => {
    const target = classifier(fromEmbeddings, unbounded);
    const xs = embedding.apply(sentences) as tf.Tensor3D;
    const labels = tf.cast(tf.argMax(fromEmbeddings(xs), 1), 'int32') as tf.Tensor1D;
    const padding = tf.expandDims(tf.greater(sentences, 0), 2);
    const attack = pgd({ eps: 1.5, threat: masked(l2, padding), steps: 10 });
    const { adversarial, distances, success } = await attack.run(target, xs, labels);
    expect(adversarial.shape).toEqual([3, LENGTH, EMBEDDED]);
    const loss = (at: tf.Tensor) => crossEntropy(target.logits(at), labels).dataSync();
    const before = loss(xs);
    loss(adversarial).forEach((value, i) => {
      expect(value).toBeGreaterThan(before[i]!);
      expect(distances.l2[i]).toBeLessThanOrEqual(1.5 + 1e-6);
    });
    expect(success).toContain(true);
    const moved = tf.any(tf.notEqual(adversarial, xs), 2).dataSync();
    expect([...moved].map(Boolean)).toEqual([...sentences.dataSync()].map((word) => word > 0));
  });

  it('move one-hot words, which are rows of the embedding by a product', async () => {
    const table = embedding.getWeights()[0] as tf.Tensor2D;
    const fromOneHot = (xs: tf.Tensor) => {
      const rows = tf.matMul(tf.reshape(xs, [-1, WORDS]), table);
      return fromEmbeddings(tf.reshape(rows, [-1, LENGTH, EMBEDDED]));
    };
    const xs = tf.cast(tf.oneHot(sentences, WORDS), 'float32');
    const labels = tf.cast(tf.argMax(fromOneHot(xs), 1), 'int32') as tf.Tensor1D;
    const { adversarial, success, distances } = await pgd({ eps: 0.9, loss: 'margin' }).run(
      fromOneHot,
      xs,
      labels,
    );
    const values = adversarial.dataSync();
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(1);
    expect(Math.max(...distances.linf)).toBeLessThanOrEqual(0.9 + 1e-6);
    expect(success).toContain(true);
  });

  it('treat every sentence as if it were alone', async () => {
    const xs = uniform([3, LENGTH, EMBEDDED], 7, -1, 1);
    const labels = tf.tensor1d([0, 1, 2], 'int32');
    const target = classifier(fromEmbeddings, unbounded);
    const attack = pgd({ eps: 0.5, threat: l2, steps: 3, randomStart: false });
    const together = (await attack(target, xs, labels)).dataSync();
    for (let i = 0; i < 3; i++) {
      const alone = (await attack(target, tf.slice(xs, i, 1), tf.slice(labels, i, 1))).dataSync();
      alone.forEach((value, j) => {
        expect(value).toBeCloseTo(together[i * LENGTH * EMBEDDED + j]!, 5);
      });
    }
  });
});
