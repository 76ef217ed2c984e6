import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { itOnlyAsks } from '../testing/black-box.ts';
import { itStartsSomewhere } from '../testing/decision-based.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itObeysTheOracle } from '../testing/linear-oracle.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { boundary } from './boundary.ts';

// With the default steps, adapted every ten of them, 4000 queries come within 1.01 times the optimum, 2000 within 1.35.
itObeysTheOracle('boundary', () => boundary({ queries: 500, sphericalStep: 0.2, updateEvery: 1 }), 'l2', {
  heavy: true,
});
itStartsSomewhere('boundary', (options) => boundary({ queries: 300, updateEvery: 1, ...options }));
itOnlyAsks('boundary', {
  make: ({ seed, queries, threat }) => boundary({ threat, queries, seed, updateEvery: 3 }),
  threat: l2,
  decisions: true,
});
itIsAnHonestAttack('boundary', {
  make: ({ seed }) => boundary({ queries: 120, seed }),
});

describe('boundary', () => {
  it('comes near the closed-form optimum of a curved boundary', async () => {
    // Class 1 is a disc of radius 0.3 in the middle of the unit square.
    const disc = (x: tf.Tensor) => {
      const lead = tf.sub(0.09, tf.sum(tf.square(tf.sub(x, 0.5)), 1, true));
      return tf.concat([tf.zerosLike(lead), lead], 1);
    };
    const xs = tf.tensor2d([
      [0.95, 0.5],
      [0.2, 0.9],
      [0.05, 0.15],
    ]);
    const optimum = [0.45 - 0.3, 0.5 - 0.3, Math.hypot(0.45, 0.35) - 0.3];
    const attack = boundary({ queries: 800, sphericalStep: 0.2, updateEvery: 1 });
    const { success, distances } = await attack.run(disc, xs, labelsOf(0, 0, 0));
    expect(success).toEqual([true, true, true]);
    for (const [i, best] of optimum.entries()) {
      expect(distances.l2[i]).toBeLessThan(1.05 * best);
      expect(distances.l2[i]).toBeGreaterThan(best - 1e-6);
    }
  });

  it('ends when its steps have become too short', async () => {
    const model = logistic([1, 1], -1);
    const xs = tf.tensor2d([[0.7, 0.7]]);
    const attack = boundary({ updateEvery: 1, sourceStepConvergence: 1e-3 });
    const { queries, distances } = await attack.run(model, xs, labelsOf(1));
    expect(queries[0]).toBeLessThan(3000);
    expect(distances.l2[0]).toBeLessThan((0.4 / Math.SQRT2) * 1.01);
  });

  it('has no limit, and says what it is', () => {
    const attack = boundary();
    expect([attack.id, attack.threat.norm, attack.threat.eps]).toEqual(['boundary', 'l2', Infinity]);
  });

  it.each([
    [{ queries: 0 }, /queries must be a positive integer, got 0/],
    [{ sphericalStep: 0 }, /sphericalStep must be a finite number greater than 0, got 0/],
    [{ sourceStep: -1 }, /sourceStep must be a finite number greater than 0, got -1/],
    [{ stepAdaptation: 1 }, /stepAdaptation must be greater than 1, got 1/],
    [{ sourceStepConvergence: 0 }, /sourceStepConvergence must be a finite number greater than 0, got 0/],
    [{ updateEvery: 0 }, /updateEvery must be a positive integer, got 0/],
    [{ threat: linf }, /boundary works in l2, got a threat model in linf/],
    [{ seed: 0.5 }, /seed must be an integer, got 0.5/],
  ])('refuses %o', (options, message) => {
    expect(() => boundary(options)).toThrow(InvalidOptionError);
    expect(() => boundary(options)).toThrow(message);
  });
});
