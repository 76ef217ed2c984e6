import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import type { Loss } from '../losses/loss.ts';
import { expectClose, labelsOf, logistic } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itObeysTheOracle } from '../testing/linear-oracle.ts';
import { itFindsTheSmallestChange } from '../testing/minimum-norm.ts';
import { ddn } from './ddn.ts';

itObeysTheOracle('ddn', () => ddn({ steps: 60 }), 'l2', { factor: 1.06, heavy: true });
itFindsTheSmallestChange('ddn', () => ddn(), 'l2', { targeted: () => ddn({ targeted: true }) });
itIsAnHonestAttack('ddn', {
  make: () => ddn({ steps: 10 }),
  deterministic: () => ddn({ steps: 10 }),
  targeted: () => ddn({ steps: 10, targeted: true }),
  random: false,
});

describe('ddn on a logistic model', () => {
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const wide = classifier(model, { bounds: [-9, 9] });
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);
  const optimum = 1.3 / Math.sqrt(5.25);

  it.each([
    // From 1.05 the radius shrinks by 0.95 for as long as it exceeds the optimum of 0.5674.
    [1, 1.05],
    [2, 1.05 * 0.95],
    [12, 1.05 * 0.95 ** 11],
    [13, 1.05 * 0.95 ** 12],
  ])('is on the sphere of the schedule after %d steps', async (steps, length) => {
    const { distances } = await ddn({ steps }).run(wide, xs, labelsOf(1));
    expectClose(distances.l2, [length], 2e-6);
  });

  it('grows and shrinks around the optimum', async () => {
    // 1.05 * 0.95^12 = 0.567378 exceeds 1.3 / |w| = 0.567367 by hardly anything.
    const { distances } = await ddn({ steps: 100 }).run(wide, xs, labelsOf(1));
    expect(distances.l2[0]).toBeGreaterThanOrEqual(optimum - 1e-6);
    expect(distances.l2[0]).toBeLessThanOrEqual(optimum * 1.05);
  });

  it('uses no sphere beyond the bounds', async () => {
    // The first sphere has a radius of 100; the corner of the box farthest from the sample is at (0, 1, 0, ...).
    const { adversarial } = await ddn({ steps: 1, initialEps: 100 }).run(model, xs, labelsOf(1));
    const reach = Math.hypot(0.6, 0.8, 0.6, 0.5) / Math.sqrt(5.25);
    expectClose(
      adversarial.dataSync(),
      [0, Math.min(1, 0.2 + reach), Math.max(0, 0.4 - reach / 2), 0.5],
      2e-6,
    );
  });
});

describe('ddn', () => {
  it('tells a loss of your own which samples it is about', async () => {
    const model = logistic([2, -1, 0.5, 0], 0.1);
    const three = tf.tensor2d([
      [0.6, 0.2, 0.4, 0.5],
      [0, 0.9, 0.1, 0.1],
      [0.5, 0.2, 0.4, 0.5],
    ]);
    const asked: (readonly number[])[] = [];
    const loss: Loss = (logits, labels, rows) => {
      asked.push(rows ?? []);
      return crossEntropy(logits, labels);
    };
    const result = await ddn({ steps: 3, loss }).run(model, three, labelsOf(1, 1, 1));
    // The second sample is wrong already.
    expect(asked).toEqual([
      [0, 1, 2],
      [0, 2],
      [0, 2],
    ]);
    expect(Array.from(result.gradients)).toEqual([3, 1, 3]);
  });

  it.each([
    [{ steps: 0 }, /steps must be a positive integer, got 0/],
    [{ initialEps: 0 }, /initialEps must be a finite number greater than 0, got 0/],
    [{ alpha: Number.NaN }, /alpha must be a finite number greater than 0, got NaN/],
    [{ gamma: 1 }, /gamma must be a number between 0 and 1, both excluded, got 1/],
    [{ loss: 'l2' as 'ce' }, /loss must be one of/],
  ])('refuses %o', (options, message) => {
    expect(() => ddn(options)).toThrow(InvalidOptionError);
    expect(() => ddn(options)).toThrow(message);
  });
});
