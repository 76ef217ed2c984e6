import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import type { LossName } from '../losses/loss.ts';
import { expectClose, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { partSeed } from '../threats/random.ts';
import { pgd } from './pgd.ts';

itSpendsItsBudget('pgd', (eps) => pgd({ eps }), 'linf');
itSpendsItsBudget('pgd', (eps) => pgd({ eps, threat: l2, steps: 20 }), 'l2');
itSpendsItsBudget('pgd', (eps) => pgd({ eps, threat: l1, steps: 40 }), 'l1');
itSpendsItsBudget(
  'pgd with dlr, restarts and early stop',
  (eps) => pgd({ eps, loss: 'dlr', restarts: 2, earlyStop: true }),
  'linf',
  { shapes: SAMPLE_SHAPES.slice(0, 1) },
);

itIsAnHonestAttack('pgd', {
  make: ({ seed }) => pgd({ eps: 0.1, steps: 4, seed }),
  deterministic: () => pgd({ eps: 0.1, steps: 4, randomStart: false }),
  zero: () => pgd({ eps: 0 }),
  targeted: () => pgd({ eps: 0.05, targeted: true }),
});
itIsAnHonestAttack('pgd with restarts and early stop', {
  make: ({ seed }) => pgd({ eps: 0.1, threat: l2, steps: 3, seed, restarts: 3, earlyStop: true }),
  deterministic: () => pgd({ eps: 0.1, threat: l2, steps: 4, randomStart: false, earlyStop: true }),
  zero: () => pgd({ eps: 0, restarts: 2 }),
  targeted: () => pgd({ eps: 0.05, targeted: true, restarts: 2, earlyStop: true }),
});

/** Two hills in one dimension: from 0.5 the slope leads to the lower one on the left, and only beyond 0.7 to the other. */
const hills = (x: tf.Tensor) => {
  const left = tf.mul(0.5, tf.exp(tf.neg(tf.square(tf.div(tf.sub(x, 0.3), 0.15)))));
  const right = tf.mul(2, tf.exp(tf.neg(tf.square(tf.div(tf.sub(x, 0.9), 0.08)))));
  const height = tf.sum(tf.add(left, right), 1, true);
  return tf.concat([tf.ones([x.shape[0] ?? 0, 1]), height], 1);
};
const start = tf.fill([8, 1], 0.5);
const zeros = labelsOf(0, 0, 0, 0, 0, 0, 0, 0);
const onHills = { eps: 0.48, alpha: 0.02, steps: 25 };

describe('pgd with restarts', () => {
  it('tries again only where it failed, and keeps the first success', async () => {
    const once = await pgd(onHills).run(hills, start, zeros);
    const often = await pgd({ ...onHills, restarts: 12 }).run(hills, start, zeros);
    const failures = (success: readonly boolean[]) => success.filter((hit) => !hit).length;
    expect(failures(once.success)).toBeGreaterThan(0);
    expect(failures(once.success)).toBeLessThan(8);
    expect(often.success).toEqual(new Array(8).fill(true));
    once.success.forEach((hit, i) => {
      expect(often.gradients[i]! > 25).toBe(!hit);
      expect(often.queries[i]).toBe(often.gradients[i]! / 25);
      if (hit) expect(often.adversarial.dataSync()[i]).toBe(once.adversarial.dataSync()[i]);
    });
  });

  it('keeps the highest loss where no attempt succeeds', async () => {
    const net = smoothNet(6, 3, 91);
    const xs = uniform([4, 6], 93);
    const labels = tf.cast(tf.argMax(net(xs), 1), 'int32') as tf.Tensor1D;
    const options = { eps: 0.01, steps: 1, alpha: 0.002 };
    const loss = (at: tf.Tensor) => crossEntropy(net(at) as tf.Tensor2D, labels).dataSync();
    const singles = await Promise.all(
      [5, partSeed(5, 1), partSeed(5, 2)].map(async (seed) =>
        loss(await pgd({ ...options, seed })(net, xs, labels)),
      ),
    );
    const best = await pgd({ ...options, seed: 5, restarts: 3 }).run(net, xs, labels);
    expect(best.success).toEqual([false, false, false, false]);
    expectClose(
      loss(best.adversarial),
      [0, 1, 2, 3].map((i) => Math.max(...singles.map((of) => of[i]!))),
      1e-6,
    );
    // More than one attempt was the best of some sample, else the test shows nothing.
    const winners = [0, 1, 2, 3].map((i) =>
      singles.findIndex((of) => of[i] === Math.max(...singles.map((s) => s[i]!))),
    );
    expect(new Set(winners).size).toBeGreaterThan(1);
  });

  it('refuses restarts that would all be the same', () => {
    expect(() => pgd({ restarts: 2, randomStart: false })).toThrow(InvalidOptionError);
    expect(() => pgd({ restarts: 0 })).toThrow(/restarts must be a positive integer, got 0/);
  });
});

describe('pgd with early stop', () => {
  // Margins 0.5, 0.2 and -0.6; a step of 0.1 takes 0.3 off the first two, and the third is wrong to begin with.
  const model = logistic([2, -1], -0.5);
  const xs = tf.tensor2d([
    [0.6, 0.2],
    [0.4, 0.1],
    [0.1, 0.3],
  ]);

  it('leaves each sample at its first point beyond the boundary', async () => {
    const attack = pgd({ eps: 0.5, alpha: 0.1, steps: 10, randomStart: false, earlyStop: true });
    const { adversarial, success, distances, gradients, queries } = await attack.run(
      model,
      xs,
      labelsOf(1, 1, 1),
    );
    expectClose(distances.linf, [0.2, 0.1, 0]);
    expectClose(adversarial.dataSync(), [0.4, 0.4, 0.3, 0.2, 0.1, 0.3]);
    expect(success).toEqual([true, true, false]);
    // The gradient that sees a success is the last.
    expect([...gradients]).toEqual([3, 2, 1]);
    expect([...queries]).toEqual([0, 0, 0]);
  });

  it('goes on with the right radii, steps and labels for those that are left', async () => {
    const options = {
      eps: [0.05, 0.4, 0.4],
      alpha: [0.1, 0.15, 0.01],
      steps: 3,
      randomStart: false,
      earlyStop: true,
    };
    // Margins of the label: the first cannot be taken below 0.35, the second falls at once, the third is 0.6 and loses 0.03 a step.
    const { distances, success } = await pgd(options).run(model, xs, labelsOf(1, 1, 0));
    expectClose(distances.linf, [0.05, 0.15, 0.03]);
    expect(success).toEqual([false, true, false]);
  });

  it('succeeds exactly where the whole climb does, on a linear model', async () => {
    const labels = labelsOf(1, 1, 0);
    const options = { eps: 0.15, alpha: 0.05, randomStart: false };
    const whole = await pgd(options).run(model, xs, labels);
    const early = await pgd({ ...options, earlyStop: true }).run(model, xs, labels);
    expect(early.success).toEqual(whole.success);
    expect(early.success).toEqual([false, true, false]);
  });
});

describe('the loss of pgd', () => {
  it.each(['ce', 'margin', 'dlr'] as const)('may be %s', async (loss) => {
    const net = smoothNet(8, 4, 31);
    const xs = uniform([6, 8], 33, 0.3, 0.7);
    const labels = tf.cast(tf.argMax(net(xs), 1), 'int32') as tf.Tensor1D;
    const { success } = await pgd({ eps: 0.3, loss }).run(net, xs, labels);
    expect(success.filter(Boolean).length).toBeGreaterThan(3);
  });

  it('may be a function, which is told which samples are left', async () => {
    // Each sample has its own direction: the loss is the distance of the first logit from a goal.
    const model = logistic([1], 0);
    const xs = tf.tensor2d([[0.5], [0.5], [0.5]]);
    const signs = tf.tensor1d([1, -1, 1]);
    const seen: (readonly number[] | undefined)[] = [];
    const attack = pgd({
      eps: 0.2,
      alpha: 0.1,
      steps: 4,
      loss: (logits, _, rows) => {
        seen.push(rows);
        const own = rows ? tf.gather(signs, tf.tensor1d([...rows], 'int32')) : signs;
        return tf.mul(tf.squeeze<tf.Tensor1D>(tf.slice(logits, [0, 1], [-1, 1]), [1]), own);
      },
      restarts: 2,
      seed: 1,
    });
    const { distances, adversarial } = await attack.run(model, xs, labelsOf(1, 1, 1));
    expectClose(distances.linf, [0.2, 0.2, 0.2]);
    expectClose(adversarial.dataSync(), [0.7, 0.3, 0.7]);
    expect(seen[0]).toBeUndefined();
    expect(seen.at(-1)).toEqual([0, 1, 2]);
  });

  it('must be known', () => {
    expect(() => pgd({ loss: 'hinge' as LossName })).toThrow(InvalidOptionError);
  });
});

describe('pgd with one radius per sample', () => {
  it.each([linf, l2, l1])('stays within each of them, with restarts (%o)', async (threat) => {
    const net = smoothNet(6, 3, 91);
    const xs = uniform([3, 6], 95);
    const eps = [0.05, 0.2, 0];
    const { distances, adversarial } = await pgd({ eps, threat, restarts: 3, earlyStop: true }).run(
      net,
      xs,
      labelsOf(0, 1, 2),
    );
    const { norm } = threat(1);
    eps.forEach((radius, i) => {
      expect(distances[norm][i]).toBeLessThanOrEqual(radius + 1e-6);
    });
    expect(distances[norm][2]).toBeLessThanOrEqual(1e-7);
    adversarial.dispose();
  });
});
