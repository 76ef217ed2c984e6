import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { expectClose, labelsOf, logistic } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itObeysTheOracle } from '../testing/linear-oracle.ts';
import { itFindsTheSmallestChange } from '../testing/minimum-norm.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { masked } from '../threats/masked.ts';
import { fmn } from './fmn.ts';

const NORMS = [
  ['linf', linf],
  ['l2', l2],
  ['l1', l1],
] as const;

for (const [norm, threat] of NORMS) {
  itObeysTheOracle('fmn', () => fmn({ threat, steps: 40 }), norm, { factor: 1.02, heavy: true });
  itFindsTheSmallestChange(`fmn in ${norm}`, () => fmn({ threat, steps: 60 }), norm, {
    targeted: () => fmn({ threat, steps: 60, targeted: true }),
  });
}
itIsAnHonestAttack('fmn', {
  make: () => fmn({ steps: 10 }),
  deterministic: () => fmn({ steps: 10, threat: linf }),
  targeted: () => fmn({ steps: 10, targeted: true }),
  random: false,
});

describe('fmn on a logistic model', () => {
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const wide = classifier(model, { bounds: [-9, 9] });
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);

  it.each([
    ['linf', linf, 1.3 / 3.5],
    ['l2', l2, 1.3 / Math.sqrt(5.25)],
    ['l1', l1, 0.65],
  ] as const)('finds the distance m / |w| in the dual norm of %s', async (norm, threat, optimum) => {
    // The first radius is a thousandth more than the distance, and the first step, of length 1, goes beyond it.
    const once = await fmn({ steps: 1, threat }).run(wide, xs, labelsOf(1));
    expectClose(once.distances[norm], [optimum * 1.001], 1e-6);
    const { distances, success } = await fmn({ threat }).run(wide, xs, labelsOf(1));
    expect(success).toEqual([true]);
    expect(distances[norm][0]).toBeGreaterThanOrEqual(optimum - 1e-6);
    expect(distances[norm][0]).toBeLessThanOrEqual(optimum * 1.01);
  });

  it('leaves a mask of each sample alone, also behind samples that are wrong already', async () => {
    const mask = tf.tensor2d([
      [1, 1, 1, 1],
      [0, 1, 1, 1],
    ]);
    const two = tf.tensor2d([
      [-1, 0.9, 0.1, 0.1],
      [0.6, 0.2, 0.4, 0.5],
    ]);
    const result = await fmn({ threat: masked(linf, mask) }).run(wide, two, labelsOf(1, 1));
    expect(result.success).toEqual([false, true]);
    const [change = 0, ...others] = Array.from(tf.slice(tf.sub(result.adversarial, two), 1, 1).dataSync());
    expect(change).toBe(0);
    // All of the margin by the other three: 1.3 / 1.5.
    expect(Math.max(...others.map(Math.abs))).toBeLessThanOrEqual((1.3 / 1.5) * 1.01);
  });
});

describe('fmn', () => {
  it.each([
    [{ steps: 1.5 }, /steps must be a positive integer, got 1.5/],
    [{ alpha: 0 }, /alpha must be a finite number greater than 0, got 0/],
    [{ gamma: 0 }, /gamma must be a number between 0 and 1, both excluded, got 0/],
  ])('refuses %o', (options, message) => {
    expect(() => fmn(options)).toThrow(InvalidOptionError);
    expect(() => fmn(options)).toThrow(message);
  });
});
