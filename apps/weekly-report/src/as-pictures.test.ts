import { pgd } from '@gradlab/attacks';
import { loadBackend } from '@gradlab/backend';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { asPictures } from './as-pictures.ts';

describe('an attack as pictures', () => {
  it('hands out whole levels within the radius, and judges those', async () => {
    await loadBackend({ prefer: 'cpu', strict: true });
    const weights = tf.tensor2d([0.3, -0.7, 0.2, 0.9, -0.4, 0.1, 0.6, -0.2], [4, 2]);
    const model = (xs: tf.Tensor) => tf.matMul(tf.tanh(tf.mul(xs, 3)) as tf.Tensor2D, weights);
    const xs = tf.tensor2d([
      [10, 100, 200, 255].map((level) => level / 255),
      [0, 55, 31, 128].map((level) => level / 255),
    ]);
    const labels = tf.tensor1d([0, 1], 'int32');
    const before = tf.memory().numTensors;
    const attack = asPictures(pgd({ eps: 3 / 255, steps: 3, seed: 1 }));
    expect([attack.id, attack.threat.eps, attack.targeted]).toEqual(['pgd', 3 / 255, false]);
    const result = await attack.run(model, xs, labels);
    const levels = [...result.adversarial.dataSync()].map((value) => 255 * value);
    const clean = [...xs.dataSync()].map((value) => 255 * value);
    for (const [i, level] of levels.entries()) {
      expect(Math.abs(level - Math.round(level))).toBeLessThan(1e-4);
      expect(Math.abs(level - (clean[i] ?? 0))).toBeLessThan(3 + 1e-4);
    }
    expect([...result.gradients]).toEqual([3, 3]);
    result.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([weights, xs, labels]);
  });
});
