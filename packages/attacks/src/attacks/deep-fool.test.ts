import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError, ZeroGradientError } from '../errors.ts';
import { expectClose, labelsOf, logistic } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itObeysTheOracle } from '../testing/linear-oracle.ts';
import { itFindsTheSmallestChange } from '../testing/minimum-norm.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { masked } from '../threats/masked.ts';
import { deepFool } from './deep-fool.ts';

const NORMS = [
  ['linf', linf],
  ['l2', l2],
  ['l1', l1],
] as const;

for (const [norm, threat] of NORMS) {
  itObeysTheOracle('deepFool', () => deepFool({ threat }), norm, { factor: 1.021 });
  // It stops at the first point beyond the boundary, and a step of Newton's method goes far beyond one that bends.
  itFindsTheSmallestChange(`deepFool in ${norm}`, () => deepFool({ threat }), norm, { factor: 1.6 });
}
itIsAnHonestAttack('deepFool', { make: () => deepFool(), deterministic: () => deepFool(), random: false });

describe('deepFool on a logistic model', () => {
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);

  it.each([
    // 1.02 m w / |w|^2, 1.02 m sign(w) / |w|_1, and all of 1.02 m / |w|_inf on the largest weight.
    ['l2', l2, [-0.5051429, 0.2525714, -0.1262857, 0], 0.5787138],
    ['linf', linf, [-0.3788571, 0.3788571, -0.3788571, 0], 0.3788571],
  ] as const)('takes one step of 1.02 times the distance in %s', async (norm, threat, delta, length) => {
    const result = await deepFool({ threat }).run(model, xs, labelsOf(1));
    expectClose(tf.sub(result.adversarial, xs).dataSync(), delta);
    expectClose(result.distances[norm], [length]);
    expectClose(model(result.adversarial).dataSync(), [0, -0.026]);
    // Two looks that differentiate, one at the clean sample that does not.
    expect([result.success[0], result.queries[0], result.gradients[0]]).toEqual([true, 1, 2]);
  });

  it('goes on with the other values where one meets its bound', async () => {
    // In L1 the first value takes all of 0.65 * 1.02 = 0.663, but only has 0.6; the second does the rest at half the rate.
    const result = await deepFool({ threat: l1 }).run(model, xs, labelsOf(1));
    const rest = 1.02 * (1.3 - 2 * 0.6);
    expectClose(tf.sub(result.adversarial, xs).dataSync(), [-0.6, rest, 0, 0]);
  });

  it('stops where it was told to, and hands out how far it came', async () => {
    const bowl = (x: tf.Tensor) => {
      // The label leads by x^2 - 0.01: Newton's steps from 0.9 come nearer to 0.1 one by one.
      const lead = tf.sub(tf.square(x), 0.01);
      return tf.concat([tf.zerosLike(lead), lead], 1);
    };
    const one = await deepFool({ steps: 1, overshoot: 0 }).run(bowl, tf.tensor2d([[0.9]]), labelsOf(1));
    expectClose(one.adversarial.dataSync(), [0.9 - 0.8 / 1.8]);
    expect([one.success[0], one.gradients[0]]).toEqual([false, 1]);
    const more = await deepFool({ overshoot: 0.02 }).run(bowl, tf.tensor2d([[0.9]]), labelsOf(1));
    expect(more.success).toEqual([true]);
    expectClose(more.distances.l2, [0.8], 0.01);
  });

  it('leaves a mask alone', async () => {
    const threat = masked(linf, tf.tensor1d([0, 1, 1, 1]));
    const free = classifier(model, { bounds: [-9, 9] });
    const result = await deepFool({ threat }).run(free, xs, labelsOf(1));
    expectClose(tf.sub(result.adversarial, xs).dataSync(), [0, 0.884, -0.884, 0]);
  });

  it('leaves samples that are wrong already as they are', async () => {
    const two = tf.tensor2d([
      [0.6, 0.2, 0.4, 0.5],
      [0.1, 0.9, 0.1, 0.1],
    ]);
    const result = await deepFool().run(model, two, labelsOf(1, 1));
    expect(result.alreadyMisclassified).toEqual([false, true]);
    expect(result.success).toEqual([true, false]);
    expect(result.distances.linf[1]).toBe(0);
  });

  it('gets away from a tie', async () => {
    const result = await deepFool().run(model, tf.tensor2d([[0, 0.1, 0, 0.5]]), labelsOf(0));
    expect(result.success).toEqual([true]);
    expect(result.distances.l2[0]).toBeLessThan(1e-4);
  });
});

describe('deepFool among several classes', () => {
  const weights = tf.tensor2d([
    [1, 0, -1, 3],
    [0, 1, -1, -3],
  ]);
  const model = classifier((x) => tf.add(tf.matMul(x as tf.Tensor2D, weights), tf.tensor1d([1, 0, 0, -7])), {
    bounds: [-10, 10],
  });
  const xs = tf.tensor2d([[0.5, 0.5]]);

  it('goes to the nearest boundary, not to that of the runner-up', async () => {
    // Logits 1.5, 0.5, -1, -7. Distances: 1 / sqrt(2) to class 1, 2.5 / sqrt(5) to class 2, 8.5 / sqrt(13) to class 3.
    const result = await deepFool({ overshoot: 1e-4 }).run(model, xs, labelsOf(0));
    expectClose(result.distances.l2, [Math.SQRT1_2], 1e-4);
    expect(result.adversarialPredictions[0]).toBe(1);
    // In L1 class 3 lies 8.5 / 3 away, class 1 is 1 / 1 away, class 2 is 2.5 / 2 away.
    const sparse = await deepFool({ threat: l1, overshoot: 1e-4 }).run(model, xs, labelsOf(0));
    expectClose(sparse.distances.l1, [1], 1e-3);
  });

  it('considers no more classes than it is told', async () => {
    const near3 = classifier((x) => tf.add(tf.matMul(x as tf.Tensor2D, weights), tf.tensor1d([1, 0, 0, 0])), {
      bounds: [-10, 10],
    });
    // Logits 1.5, 0.5, -1, 0: class 3 is the nearest with 1.5 / sqrt(13), behind the runner-up with 1 / sqrt(2).
    const all = await deepFool({ overshoot: 1e-3 }).run(near3, xs, labelsOf(0));
    expectClose(all.distances.l2, [1.5 / Math.sqrt(13)], 1e-3);
    expect([all.adversarialPredictions[0], all.gradients[0]]).toEqual([3, 4]);
    const two = await deepFool({ overshoot: 1e-3, candidates: 2 }).run(near3, xs, labelsOf(0));
    expectClose(two.distances.l2, [Math.SQRT1_2], 1e-3);
    expect([two.adversarialPredictions[0], two.gradients[0]]).toEqual([1, 2]);
  });
});

describe('deepFool', () => {
  it('refuses a batch without any gradient, unless told to report it', async () => {
    const flat = (x: tf.Tensor) => tf.add(tf.mul(tf.slice(x, [0, 0], [-1, 2]), 0), tf.tensor1d([0, 2]));
    const xs = tf.tensor2d([[0.5, 0.5]]);
    await expect(deepFool()(flat, xs, labelsOf(1))).rejects.toThrow(ZeroGradientError);
    const { zeroGradient, distances } = await deepFool().run(flat, xs, labelsOf(1), {
      allZeroGradient: 'report',
    });
    expect([zeroGradient[0], distances.l2[0]]).toEqual([true, 0]);
  });

  it.each([
    [{ steps: 0 }, /steps must be a positive integer, got 0/],
    [{ candidates: 1 }, /candidates must be an integer of at least 2, got 1/],
    [{ overshoot: -0.1 }, /overshoot must be a finite number >= 0, got -0.1/],
    [{ overshoot: Number.NaN }, /overshoot.*got NaN/],
  ])('refuses %o', (options, message) => {
    expect(() => deepFool(options)).toThrow(InvalidOptionError);
    expect(() => deepFool(options)).toThrow(message);
  });
});
