import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { expectClose, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { countingModel } from '../testing/counting-model.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itObeysTheOracle, itSpendsItsBudget } from '../testing/linear-oracle.ts';
import { itFindsTheSmallestChange } from '../testing/minimum-norm.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { masked } from '../threats/masked.ts';
import { fab, fabT } from './fab.ts';

const NORMS = [
  ['linf', linf],
  ['l2', l2],
  ['l1', l1],
] as const;

for (const [norm, threat] of NORMS) {
  itObeysTheOracle('fab', () => fab({ threat, steps: 10 }), norm, { factor: 1.06, heavy: true });
  itObeysTheOracle('fabT', () => fabT({ threat, steps: 5 }), norm, { factor: 1.06, heavy: true });
  itSpendsItsBudget('fabT', (eps) => fabT({ threat, steps: 5, eps }), norm, { heavy: true });
  itFindsTheSmallestChange(`fab in ${norm}`, () => fab({ threat, steps: 20 }), norm, { factor: 1.06 });
}
// With two classes both walk to the same one.
itFindsTheSmallestChange('fabT', () => fabT({ steps: 20 }), 'linf', { factor: 1.06 });
itIsAnHonestAttack('fab', {
  make: ({ seed }) => fab({ steps: 3, restarts: 2, seed }),
  deterministic: () => fab({ steps: 5, threat: l2 }),
  zero: () => fab({ eps: 0, steps: 3 }),
  // The first walk begins at the sample itself, and random ones seldom find anything closer.
  random: false,
});
itIsAnHonestAttack('fabT', {
  make: ({ seed }) => fabT({ steps: 3, restarts: 2, seed, threat: l2 }),
  deterministic: () => fabT({ steps: 5, threat: l1 }),
  zero: () => fabT({ eps: 0, steps: 3 }),
  random: false,
});

describe('fab on a logistic model', () => {
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const wide = classifier(model, { bounds: [-9, 9] });
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);

  it.each([
    ['linf', linf, 1.3 / 3.5],
    ['l2', l2, 1.3 / Math.sqrt(5.25)],
    ['l1', l1, 0.65],
  ] as const)(
    'goes 1.05 times the distance m / |w| in the dual norm of %s',
    async (norm, threat, optimum) => {
      for (const attack of [fab({ threat, steps: 1 }), fabT({ threat, steps: 1 })]) {
        const { distances, success } = await attack.run(wide, xs, labelsOf(1));
        expect(success).toEqual([true]);
        expectClose(distances[norm], [1.05 * optimum]);
      }
    },
  );

  it('goes around what the bounds forbid', async () => {
    // Of x1 only 0.1 is left above 0: 2 * 0.1. The rest of the margin 0.3 is up to x2, by 0.1.
    const near = logistic([2, -1, 0, 0], 0.2);
    const { adversarial, distances } = await fab({ threat: l1, steps: 1, eta: 1.001 }).run(
      near,
      tf.tensor2d([[0.1, 0.1, 0.4, 0.5]]),
      labelsOf(1),
    );
    expectClose(adversarial.dataSync(), [0, 0.2, 0.4, 0.5], 1e-3);
    expect(distances.l1[0]).toBeCloseTo(0.2, 2);
  });
});

describe('fab', () => {
  const safe = logistic([1, -0.5], 2.5);
  const xs = tf.keep(uniform([2, 2], 11));

  it.each([
    ['two classes', fab(), 100],
    ['two classes, targeted', fabT(), 100],
    ['three restarts', fab({ restarts: 3, steps: 10 }), 30],
    ['a finite eps', fab({ eps: 0.1 }), 100],
  ])(
    'spends a gradient and a query a step on a model that cannot be fooled: %s',
    async (_, attack, expected) => {
      const model = countingModel(safe);
      const result = await attack.run(model, xs, labelsOf(1, 1));
      expect(result.success).toEqual([false, false]);
      expect([...result.gradients]).toEqual([expected, expected]);
      // One look at the clean sample.
      expect([...result.queries]).toEqual([expected + 1, expected + 1]);
      expect(model.rows()).toBe(2 * (2 * expected + 1) + 4);
      if (attack.threat.eps !== Number.POSITIVE_INFINITY) {
        expect(Math.max(...result.distances.linf)).toBeLessThanOrEqual(0.1 + 1e-6);
      }
      result.dispose();
    },
  );

  it.each([
    ['all others, one by one', 9, 4],
    ['the two strongest', 2, 2],
  ])('walks to %s', async (_, targets, walks) => {
    const model = smoothNet(4, 5, 31);
    const start = uniform([2, 4], 33);
    const labels = tf.cast(tf.argMax(model(start), 1), 'int32') as tf.Tensor1D;
    const all = await fab({ steps: 4 }).run(model, start, labels);
    expect([...all.gradients]).toEqual([16, 16]);
    const some = await fabT({ steps: 4, targets }).run(model, start, labels);
    expect([...some.gradients]).toEqual([4 * walks, 4 * walks]);
  });

  it('lets go of a sample that is adversarial within eps', async () => {
    // Distances 0.2 and 0.48.
    const model = logistic([1, -1], 0);
    const pair = tf.tensor2d([
      [0.7, 0.3],
      [0.98, 0.02],
    ]);
    const result = await fabT({ eps: 0.3 }).run(model, pair, labelsOf(1, 1));
    expect(result.success).toEqual([true, false]);
    expect([...result.gradients]).toEqual([1, 100]);
    expectClose(result.distances.linf, [0.21, 0.3]);
    const smallest = await fabT().run(model, pair, labelsOf(1, 1));
    expect(smallest.success).toEqual([true, true]);
    expect(smallest.distances.linf[0]).toBeLessThan(0.205);
  });

  it.each(NORMS)('leaves values behind a mask alone in %s', async (norm, threat) => {
    const model = logistic([2, -1, 0.5, 1], -0.5);
    const start = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);
    const mask = tf.tensor1d([0, 1, 1, 1]);
    const { adversarial, success, distances } = await fab({ threat: masked(threat, mask) }).run(
      model,
      start,
      labelsOf(1),
    );
    expect(success).toEqual([true]);
    expect(adversarial.dataSync()[0]).toBe(start.dataSync()[0]);
    // The margin is 1.2; x4 alone can give 0.5, x2 0.8, x3 0.2.
    expect(distances[norm][0]).toBeGreaterThan(0.3);
  });

  it('begins restarts at random points half as far away as what it has found', async () => {
    const model = logistic([1, -1], 0);
    const start = tf.tensor2d([[0.7, 0.3]]);
    const secondStart = async (seed: number) => {
      const seen: Float32Array[] = [];
      const watched = (x: tf.Tensor) => {
        seen.push(Float32Array.from(x.dataSync()));
        return model(x);
      };
      (await fab({ steps: 1, restarts: 2, seed })(watched, start, labelsOf(1))).dispose();
      // The runner's look, the clean sample, the first walk's gradient and point, then the second walk's gradient.
      return [...(seen[4] ?? [])];
    };
    const first = await secondStart(1);
    expect(await secondStart(1)).toEqual(first);
    expect(await secondStart(2)).not.toEqual(first);
    // 1.05 times 0.2, halved.
    const away = Math.max(Math.abs((first[0] ?? 0) - 0.7), Math.abs((first[1] ?? 0) - 0.3));
    expect(away).toBeCloseTo(0.105, 6);
  });

  it('has no limit unless told one', () => {
    expect(fab().threat.eps).toBe(Number.POSITIVE_INFINITY);
    expect([fab().id, fabT().id, fabT({ eps: 0.1 }).threat.eps]).toEqual(['fab', 'fab-t', 0.1]);
  });

  it.each([
    [{ eps: -1 }, /eps must be a number >= 0/],
    [{ steps: 0 }, /steps must be a positive integer/],
    [{ restarts: 0 }, /restarts must be a positive integer/],
    [{ alphaMax: 1.5 }, /alphaMax must be in \[0, 1\], got 1.5/],
    [{ eta: 0.9 }, /eta must be at least 1/],
    [{ beta: 1 }, /beta must be in \(0, 1\), got 1/],
    [{ seed: 0.5 }, /seed must be an integer/],
    [{ targets: 0 }, /targets must be a positive integer/],
  ])('refuses %o', (options, message) => {
    expect(() => fabT(options)).toThrow(InvalidOptionError);
    expect(() => fabT(options)).toThrow(message);
  });
});
