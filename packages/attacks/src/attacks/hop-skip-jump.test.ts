import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { itOnlyAsks } from '../testing/black-box.ts';
import { itStartsSomewhere } from '../testing/decision-based.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itObeysTheOracle } from '../testing/linear-oracle.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { hopSkipJump } from './hop-skip-jump.ts';

// 500 queries suffice in 16 dimensions; 1000 come within 1.04 times the optimum.
for (const [name, threat] of [
  ['l2', l2],
  ['linf', linf],
] as const) {
  itObeysTheOracle('hopSkipJump', () => hopSkipJump({ threat, queries: 500 }), name, { heavy: true });
  itStartsSomewhere(`hopSkipJump in ${name}`, (options) =>
    hopSkipJump({ threat, queries: 300, initialEvaluations: 20, ...options }),
  );
  itOnlyAsks(`hopSkipJump in ${name}`, {
    make: ({ seed, queries, threat: within }) =>
      hopSkipJump({ threat: within, queries, initialEvaluations: 10, seed }),
    threat,
    decisions: true,
  });
  itIsAnHonestAttack(`hopSkipJump in ${name}`, {
    make: ({ seed }) => hopSkipJump({ threat, queries: 120, initialEvaluations: 20, seed }),
  });
}

describe('hopSkipJump', () => {
  /** Class 1 is a disc of radius 0.3 in the middle of the unit square. */
  const disc = (x: tf.Tensor) => {
    const lead = tf.sub(0.09, tf.sum(tf.square(tf.sub(x, 0.5)), 1, true));
    return tf.concat([tf.zerosLike(lead), lead], 1);
  };

  it.each([
    ['l2', l2, [0.45 - 0.3, 0.5 - 0.3, Math.hypot(0.45, 0.35) - 0.3]],
    // Where a cube around (a, b) touches the disc: (a - t)^2 + (b - t)^2 = 0.09.
    ['linf', linf, [0.15, (0.7 - Math.sqrt(0.18 - 0.01)) / 2, (0.8 - Math.sqrt(0.18 - 0.01)) / 2]],
  ] as const)(
    'comes near the closed-form optimum of a curved boundary in %s',
    async (norm, threat, optimum) => {
      const xs = tf.tensor2d([
        [0.95, 0.5],
        [0.2, 0.9],
        [0.05, 0.15],
      ]);
      const attack = hopSkipJump({ threat, queries: 800, initialEvaluations: 30 });
      const { success, distances } = await attack.run(disc, xs, labelsOf(0, 0, 0));
      expect(success).toEqual([true, true, true]);
      for (const [i, best] of optimum.entries()) {
        expect(distances[norm][i]).toBeLessThan(1.05 * best);
        expect(distances[norm][i]).toBeGreaterThan(best - 1e-6);
      }
    },
  );

  it('takes no more steps than asked for', async () => {
    const model = logistic([1, 1], -1);
    const xs = tf.tensor2d([[0.7, 0.7]]);
    const { queries } = await hopSkipJump({ steps: 1, initialEvaluations: 10 }).run(model, xs, labelsOf(1));
    // The clean sample, some noise, halving to the boundary (10), the estimate (10), a jump, halving (10).
    expect(queries[0]).toBeLessThanOrEqual(50);
    const more = await hopSkipJump({ steps: 3, initialEvaluations: 10, maxEvaluations: 10 }).run(
      model,
      xs,
      labelsOf(1),
    );
    expect(more.queries[0]).toBeGreaterThan(queries[0] ?? 0);
    expect(more.distances.l2[0]).toBeLessThan(0.4 / Math.SQRT2 + 0.01);
  });

  it('has no limit, and says what it is', () => {
    const attack = hopSkipJump();
    expect([attack.id, attack.threat.norm, attack.threat.eps]).toEqual(['hop-skip-jump', 'l2', Infinity]);
    expect(hopSkipJump({ threat: linf }).threat.norm).toBe('linf');
  });

  it.each([
    [{ steps: 0 }, /steps must be a positive integer, got 0/],
    [{ queries: -1 }, /queries must be a positive integer, got -1/],
    [{ initialEvaluations: 0 }, /initialEvaluations must be a positive integer, got 0/],
    [{ maxEvaluations: 2.5 }, /maxEvaluations must be a positive integer, got 2.5/],
    [{ gamma: 0 }, /gamma must be a finite number greater than 0, got 0/],
    [{ threat: l1 }, /hopSkipJump works in l2 and linf, got a threat model in l1/],
    [{ seed: 0.5 }, /seed must be an integer, got 0.5/],
  ])('refuses %o', (options, message) => {
    expect(() => hopSkipJump(options)).toThrow(InvalidOptionError);
    expect(() => hopSkipJump(options)).toThrow(message);
  });
});
