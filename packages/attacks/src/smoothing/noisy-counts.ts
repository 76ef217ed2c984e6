import * as tf from '@tensorflow/tfjs-core';
import { breather } from '../attacks/breathe.ts';
import { checkInputs } from '../attacks/check.ts';
import type { Classifier } from '../classifier/classifier.ts';
import { predict } from '../classifier/predict.ts';
import { normalRows, partSeed } from '../threats/random.ts';
import type { CheckedSmoothing } from './smoothing-options.ts';

/**
 * How often the classifier names each class for noisy copies of one sample `x`, `[1, ...]`. Copies have random streams of their
 * own, so that the counts do not depend on the batch size.
 */
export async function noisyCounts(
  classifier: Classifier,
  x: tf.Tensor,
  { sigma, samples, batchSize, seed, signal }: CheckedSmoothing,
): Promise<Int32Array> {
  const breathe = breather();
  let counts = new Int32Array();
  for (let before = 0; before < samples; before += batchSize) {
    const size = Math.min(batchSize, samples - before);
    const rows = Array.from({ length: size }, (_, i) => before + i);
    const noisy = tf.tidy(() =>
      tf.add(x, tf.mul(normalRows([size, ...x.shape.slice(1)], { seed, rows }), sigma)),
    );
    try {
      const { classes, classCount } = await predict(classifier, noisy);
      if (counts.length === 0) counts = new Int32Array(classCount);
      for (const predicted of classes) counts[predicted] = (counts[predicted] ?? 0) + 1;
    } finally {
      noisy.dispose();
    }
    await breathe();
    signal?.throwIfAborted();
  }
  return counts;
}

/** The index of the largest count; the first of equals. */
export const mostFrequent = (counts: Int32Array): number => counts.indexOf(Math.max(...counts));

/** Calls `visit` with each sample of a batch `[N, ...]` alone, and a seed of its own. */
export async function eachSample<Result>(
  classifier: Classifier,
  xs: tf.Tensor,
  { seed, signal, onProgress }: CheckedSmoothing,
  visit: (x: tf.Tensor, seed: number) => Promise<Result>,
): Promise<Result[]> {
  signal?.throwIfAborted();
  await checkInputs(xs, classifier.bounds);
  const total = xs.shape[0] ?? 0;
  const results: Result[] = [];
  for (let sample = 0; sample < total; sample++) {
    const x = tf.tidy(() => tf.slice(xs, sample, 1));
    try {
      results.push(await visit(x, partSeed(seed, sample)));
    } finally {
      x.dispose();
    }
    onProgress?.({ phase: 'noise', done: sample + 1, total, unit: 'samples' });
  }
  return results;
}
