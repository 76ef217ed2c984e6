import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { expectClose, expectNoLeak, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { itOnlyAsks } from '../testing/black-box.ts';
import { countingModel } from '../testing/counting-model.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget } from '../testing/linear-oracle.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import type { Attack } from './attack.ts';
import { pgd } from './pgd.ts';
import { spsa } from './spsa.ts';

itSpendsItsBudget('spsa', (eps) => spsa({ eps, samples: 32, steps: 30 }), 'linf');
itSpendsItsBudget('spsa', (eps) => spsa({ eps, samples: 32, steps: 30, threat: l2 }), 'l2');

for (const [name, threat, eps] of [
  ['spsa', linf, 0.1],
  ['spsa in L2', l2, 0.3],
] as const) {
  const common = { eps, samples: 8, steps: 4, threat };
  itIsAnHonestAttack(name, {
    make: ({ seed }) => spsa({ ...common, seed }),
    zero: () => spsa({ ...common, eps: 0 }),
    targeted: () => spsa({ ...common, samples: 32, targeted: true }),
  });
  itOnlyAsks(name, {
    make: ({ seed, queries, threat: within }) =>
      spsa({ eps: eps / 5, seed, threat: within, samples: 4, steps: Math.ceil(queries / 5) }),
    threat,
    budget: (queries) => 5 * Math.ceil(queries / 5),
  });
}

describe('spsa', () => {
  it('moves each value by the learning rate in the first step, like Adam, against the slope of a linear model', async () => {
    // One value: the estimate is the slope itself, and the first step of Adam is the learning rate times its sign.
    const model = logistic([5], 0);
    const xs = tf.tensor2d([[0.5]]);
    const attack = spsa({ eps: 0.2, samples: 2, steps: 1, learningRate: 0.03 });
    expectClose((await attack(model, xs, labelsOf(1))).dataSync(), [0.47]);
    const targeted = spsa({ eps: 0.2, samples: 2, steps: 1, learningRate: 0.03, targeted: true });
    expectClose((await targeted(model, xs, labelsOf(0))).dataSync(), [0.47]);
    // The second step is as long, since the slope stays what it was.
    const twice = spsa({ eps: 0.2, samples: 2, steps: 2, learningRate: 0.03 });
    expectClose((await twice(model, xs, labelsOf(1))).dataSync(), [0.44]);
  });

  it('lowers the margin as much as PGD does, which knows the gradient', async () => {
    // Class 2 is out of reach: no sample ends early.
    const inner = smoothNet(12, 2, 81);
    const model = (x: tf.Tensor) => tf.concat([inner(x), tf.fill([x.shape[0] ?? 0, 1], 9)], 1);
    const xs = uniform([4, 12], 83, 0.3, 0.7);
    const labels = labelsOf(2, 2, 2, 2);
    const lead = async (attack: Attack) => {
      const logits = model(await attack(model, xs, labels));
      return Array.from(tf.max(tf.slice(logits, [0, 0], [-1, 2]), 1).dataSync());
    };
    const before = Array.from(tf.max(inner(xs), 1).dataSync());
    const bySpsa = await lead(spsa({ eps: 0.05, samples: 128, steps: 15 }));
    const byPgd = await lead(pgd({ eps: 0.05, steps: 15, randomStart: false }));
    for (const [i, start] of before.entries()) {
      const [fall = 0, best = 0] = [(bySpsa[i] ?? 0) - start, (byPgd[i] ?? 0) - start];
      expect(best).toBeGreaterThan(0.05);
      expect(fall, `sample ${i}`).toBeGreaterThan(0.95 * best);
    }
  });

  it('costs the samples of a step and one query more, and ends with success', async () => {
    const model = logistic([1], -0.45);
    const xs = tf.tensor2d([[0.5], [0.9]]);
    const { queries, success } = await spsa({ eps: 0.1, samples: 6, steps: 20 }).run(
      model,
      xs,
      labelsOf(1, 1),
    );
    // The margin of 0.05 takes five or six steps of 0.01.
    expect(success).toEqual([true, false]);
    expect(queries[0]).toBeGreaterThanOrEqual(7 * 5);
    expect(queries[0]).toBeLessThanOrEqual(7 * 6);
    expect(queries[1]).toBe(7 * 20);
  });

  it('asks only about points of the ball and the bounds', async () => {
    const net = smoothNet(6, 3, 91);
    const xs = tf.tensor2d([[0, 0.01, 0.5, 0.5, 0.99, 1]]);
    let [low, high, far] = [1, 0, 0];
    const model = countingModel((x) => {
      low = Math.min(low, tf.min(x).dataSync()[0] ?? 0);
      high = Math.max(high, tf.max(x).dataSync()[0] ?? 0);
      far = Math.max(far, tf.max(tf.abs(tf.sub(x, xs))).dataSync()[0] ?? 0);
      return net(x);
    });
    await spsa({ eps: 0.02, samples: 8, steps: 5 })(model, xs, labelsOf(0));
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1);
    expect(far).toBeLessThanOrEqual(0.02 + 1e-6);
  });

  it('leaks nothing, and has the defaults of the paper', async () => {
    const model = smoothNet(6, 3, 91);
    const xs = uniform([2, 6], 93);
    const labels = labelsOf(0, 1);
    await expectNoLeak(() => spsa({ samples: 2, steps: 2 })(model, xs, labels));
    expect(spsa().threat.eps).toBe(8 / 255);
    const { queries } = await spsa().run(logistic([0.01], 1), tf.tensor2d([[0.5]]), labelsOf(1));
    expect([...queries]).toEqual([100 * 129]);
  });

  it.each([
    [{ eps: -1 }, /eps must be a finite number >= 0/],
    [{ threat: l2 }, /spsa needs eps/],
    [{ threat: l1, eps: 1 }, /spsa works in linf and l2, got a threat model in l1/],
    [{ steps: 0 }, /steps must be a positive integer, got 0/],
    [{ samples: 3 }, /samples must be even, got 3/],
    [{ samples: 0 }, /samples must be a positive integer, got 0/],
    [{ delta: 0 }, /delta must be a finite number greater than 0, got 0/],
    [{ learningRate: Number.NaN }, /learningRate must be a finite number greater than 0, got NaN/],
    [{ seed: 0.5 }, /seed must be an integer, got 0.5/],
  ])('refuses %o', (options, message) => {
    expect(() => spsa(options)).toThrow(InvalidOptionError);
    expect(() => spsa(options)).toThrow(message);
  });
});
