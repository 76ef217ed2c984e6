import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { expectClose, expectNoLeak, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { itOnlyAsks } from '../testing/black-box.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { square } from './square.ts';

itSpendsItsBudget('square', (eps) => square({ eps, queries: 100 }), 'linf');
// Pairs of opposite bumps are bad at a change of one sign everywhere, which is the optimum here: more queries do not help.
itSpendsItsBudget('square', (eps) => square({ eps, queries: 300, threat: l2 }), 'l2', {
  factor: 2,
  shapes: SAMPLE_SHAPES.slice(0, 2),
  heavy: true,
});
// An image of 4 x 4 holds hardly more than one window of 3 x 3.
itSpendsItsBudget('square', (eps) => square({ eps, queries: 300, threat: l2 }), 'l2', {
  factor: 2.5,
  shapes: SAMPLE_SHAPES.slice(2),
  heavy: true,
});

for (const [name, threat, eps] of [
  ['square', linf, 0.1],
  ['square in L2', l2, 0.3],
] as const) {
  itIsAnHonestAttack(name, {
    make: ({ seed }) => square({ eps, queries: 30, seed, threat }),
    zero: () => square({ eps: 0, threat }),
    targeted: () => square({ eps, queries: 30, threat, targeted: true }),
  });
  itOnlyAsks(name, {
    make: ({ seed, queries, threat: within }) => square({ eps: eps / 3, queries, seed, threat: within }),
    threat,
  });
}

describe('square', () => {
  const model = smoothNet(16, 3, 71);
  const xs = uniform([4, 4, 4, 1], 73, 0.3, 0.7);
  const labels = tf.cast(tf.argMax(model(xs), 1), 'int32') as tf.Tensor1D;

  it('ends a sample with the query that succeeds, and spends the rest of the queries on the others', async () => {
    const easy = logistic([1, 1], 0);
    const two = tf.tensor2d([
      [0.5, 0.5],
      [0.01, 0.01],
    ]);
    // Class 1 by a hair (adversarial below 0): within 0.1 only the second reaches it, and there with its first query.
    const shifted = (x: tf.Tensor) => tf.sub(easy(x), tf.tensor2d([[0, 0.015]]));
    const { success, queries } = await square({ eps: 0.1, queries: 40 }).run(shifted, two, labelsOf(1, 1));
    expect(success).toEqual([false, true]);
    expect(queries[0]).toBe(40);
    expect(queries[1]).toBeLessThanOrEqual(10);
  });

  it('finds the best corner of the ball of a linear model, where half of the values must fall', async () => {
    const weights = [2, -1, 0.5, -0.25, 1, -3, 0.7, -0.6];
    const linear = logistic(weights, 10);
    const x = tf.fill([1, 8], 0.5);
    const adversarial = await square({ eps: 0.1, queries: 500 })(linear, x, labelsOf(1));
    expectClose(
      adversarial.dataSync(),
      weights.map((w) => 0.5 - 0.1 * Math.sign(w)),
    );
  });

  it('places the windows of equal samples differently', async () => {
    const [one, two] = [tf.fill([1, 8, 8, 1], 0.5), tf.fill([2, 8, 8, 1], 0.5)];
    // Class 1 for ever, and a margin that falls whatever is changed: each of the four queries is kept.
    let call = 0;
    const falling = (x: tf.Tensor) => {
      const level = tf.fill([x.shape[0] ?? 0, 1], 20 - ++call);
      return tf.concat([tf.zerosLike(level), level], 1);
    };
    const attack = square({ eps: 0.1, queries: 4 });
    const both = await attack(falling, two, labelsOf(1, 1));
    const [first, second] = [tf.slice(both, 0, 1).dataSync(), tf.slice(both, 1, 1).dataSync()];
    expect([...first]).not.toEqual([...second]);
    call = 0;
    expect([...(await attack(falling, one, labelsOf(1))).dataSync()]).toEqual([...first]);
  });

  it('takes one eps per sample, none for some', async () => {
    const options = { eps: [0, 0.01, 0.02, 0.03], queries: 20 };
    const { distances, queries } = await square(options).run(model, xs, labels);
    expectClose(distances.linf, options.eps);
    expect(queries[0]).toBe(0);
  });

  it('uses all of eps in L2, where the bounds allow it', async () => {
    const free = classifier(model, { bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] });
    const options = { eps: [0.02, 0.03, 0.04, 0.05], queries: 20, threat: l2 };
    const { distances } = await square(options).run(free, xs, labels);
    expectClose(distances.l2, options.eps, 1e-6);
  });

  it('defaults to 8/255 and the 5000 queries of AutoAttack', async () => {
    expect(square().threat.eps).toBe(8 / 255);
    const safe = logistic([0.01], 1);
    const { queries } = await square().run(safe, tf.tensor2d([[0.5]]), labelsOf(1));
    expect([...queries]).toEqual([5000]);
  });

  it('leaks nothing', async () => {
    await expectNoLeak(() => square({ queries: 5 })(model, xs, labels));
  });

  it.each([
    [{ eps: -1 }, /eps must be a finite number >= 0/],
    [{ eps: Number.POSITIVE_INFINITY }, /eps must be a finite number >= 0/],
    [{ threat: l2 }, /square needs eps/],
    [{ threat: l1, eps: 1 }, /square works in linf and l2, got a threat model in l1/],
    [{ queries: 0 }, /queries must be a positive integer, got 0/],
    [{ pInit: 0 }, /pInit must be in \(0, 1\], got 0/],
    [{ pInit: 1.1 }, /pInit must be in \(0, 1\], got 1.1/],
    [{ seed: 0.5 }, /seed must be an integer, got 0.5/],
  ])('refuses %o', (options, message) => {
    expect(() => square(options)).toThrow(InvalidOptionError);
    expect(() => square(options)).toThrow(message);
  });
});
