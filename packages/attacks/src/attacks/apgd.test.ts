import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError, ModelOutputError, ZeroGradientError } from '../errors.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { inputGradient } from '../losses/input-gradient.ts';
import { expectClose, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { countingModel } from '../testing/counting-model.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget } from '../testing/linear-oracle.ts';
import { curvedNet } from '../testing/minimum-norm.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { masked } from '../threats/masked.ts';
import { apgd } from './apgd.ts';
import { pgd } from './pgd.ts';

const NORMS = [
  ['linf', linf, 0.1],
  ['l2', l2, 0.3],
  ['l1', l1, 0.8],
] as const;

for (const [norm, threat, eps] of NORMS) {
  itIsAnHonestAttack(`apgd in ${norm}`, {
    make: ({ seed }) => apgd({ eps, threat, steps: 6, seed }),
    deterministic: () => apgd({ eps, threat, steps: 6, randomStart: false }),
    zero: () => apgd({ eps: 0, threat, steps: 6 }),
    targeted: () => apgd({ eps, threat, steps: 6, targeted: true }),
    // Momentum adds up what two batches round differently.
    tolerance: 1e-4,
    heavy: norm !== 'linf',
  });
  for (const loss of ['ce', 'dlr', 'margin'] as const) {
    itSpendsItsBudget(`apgd-${loss}`, (radii) => apgd({ eps: radii, threat, steps: 20, loss }), norm, {
      heavy: loss !== 'ce',
    });
  }
}

/** Label 1 leads by at least 2 everywhere in [0, 1]^2: nothing can fool it. */
const safe = logistic([1, -0.5], 2.5);
const SAMPLES = tf.keep(uniform([3, 2], 11));
const ONES = tf.keep(labelsOf(1, 1, 1));

describe('apgd', () => {
  it.each(NORMS)('finds the highest loss in the ball of a curved net in %s', async (_, threat) => {
    const eps = 0.25;
    const xs = tf.tensor2d([[0.5, 0.5]]);
    const labels = labelsOf(0);
    const steps = Array.from({ length: 201 }, (__, i) => -eps + (i * 2 * eps) / 200);
    const grid = tf.tensor2d(steps.flatMap((x) => steps.map((y) => [x, y])));
    const norms = threat(eps).distance(grid).dataSync();
    const losses = crossEntropy(curvedNet(tf.add(grid, xs)), tf.zeros([grid.shape[0]], 'int32')).dataSync();
    const highest = Math.max(...losses.filter((__, i) => (norms[i] ?? 1) <= eps + 1e-6));
    for (const seed of [0, 1, 2]) {
      const attack = apgd({ eps, threat, steps: 40, seed, earlyStop: false });
      const found = crossEntropy(curvedNet(await attack(curvedNet, xs, labels)), labels).dataSync()[0];
      // The grid has a point within 0.00125 of each value of the optimum, where the slope is below 2.
      expect(found).toBeGreaterThanOrEqual(highest - 1e-5);
      expect(found).toBeLessThanOrEqual(highest + 0.005);
    }
  });

  it.each([
    ['linf', { eps: 0.1 }, 101],
    ['l2', { eps: 0.1, threat: l2 }, 101],
    // Three balls, each with a gradient at its start.
    ['l1', { eps: 0.1, threat: l1 }, 103],
    ['two restarts', { eps: 0.1, restarts: 2, steps: 10 }, 22],
    ['20 gradients a point', { eps: 0.1, eot: 20, steps: 5 }, 120],
    ['ten steps', { eps: 0.1, steps: 10 }, 11],
  ])('spends all its gradients on a model that cannot be fooled: %s', async (_, options, expected) => {
    const model = countingModel(safe);
    const result = await apgd(options).run(model, SAMPLES, ONES);
    expect(result.success).toEqual([false, false, false]);
    expect([...result.gradients]).toEqual([expected, expected, expected]);
    expect([...result.queries]).toEqual([0, 0, 0]);
    // The runner predicts clean and adversarial samples.
    expect(model.rows()).toBe(3 * expected + 6);
    result.dispose();
  });

  it('lets a sample go as soon as it is adversarial, and restarts the others alone', async () => {
    // Margins 0.4 and 1.9 against a budget of 0.6.
    const model = logistic([1, -1], 0);
    const xs = tf.tensor2d([
      [0.7, 0.3],
      [0.98, 0.02],
    ]);
    const result = await apgd({ eps: 0.3, steps: 10, restarts: 3 }).run(model, xs, labelsOf(1, 1));
    expect(result.success).toEqual([true, false]);
    expect(result.gradients[0]).toBeLessThanOrEqual(3);
    expect(result.gradients[1]).toBe(33);
    // The one that stays right is handed out at its highest loss, the corner of the ball.
    expectClose(result.adversarial.dataSync().slice(2), [0.68, 0.32]);
    result.dispose();
  });

  describe('on a smooth net', () => {
    const net = smoothNet(6, 4, 71);
    const xs = tf.keep(uniform([8, 6], 73));
    const labels = tf.keep(tf.cast(tf.argMax(net(xs), 1), 'int32') as tf.Tensor1D);
    const mean = (at: tf.Tensor) =>
      tf.mean(crossEntropy(net(at) as tf.Tensor2D, labels)).dataSync()[0] ?? Number.NaN;

    it.each([
      ['l2', l2, 0.3, 0.01],
      ['l1', l1, 0.8, 0.3],
    ] as const)('climbs higher than pgd with as many steps in %s', async (_, threat, eps, by) => {
      const options = { eps, threat, steps: 40 };
      const theirs = mean(await pgd(options)(net, xs, labels));
      expect(mean(await apgd({ ...options, earlyStop: false })(net, xs, labels))).toBeGreaterThan(
        theirs + by,
      );
    });

    it('ends where no direction in the ball and the bounds leads upwards in linf', async () => {
      const eps = 0.1;
      const adversarial = await apgd({ eps, steps: 40, earlyStop: false })(net, xs, labels);
      const slopes = inputGradient(net, adversarial, labels).dataSync();
      const clean = xs.dataSync();
      for (const [i, value] of adversarial.dataSync().entries()) {
        const slope = slopes[i] ?? 0;
        const limit = slope > 0 ? Math.min(clean[i]! + eps, 1) : Math.max(clean[i]! - eps, 0);
        expect(Math.abs(slope * (limit - value)), `value ${i}`).toBeLessThanOrEqual(1e-3);
      }
    });
  });

  it('starts on the surface of the ball, and nowhere else', async () => {
    for (const [norm, threat, eps] of NORMS) {
      const flat = (x: tf.Tensor) => safe(tf.mul(x, 1e-3));
      const target = classifier(flat, { bounds: [-9, 9] });
      const attack = apgd({ eps, threat, steps: 1, loss: (logits) => tf.mul(tf.sum(logits, 1), -1e-9) });
      const seen: tf.Tensor[] = [];
      const watching = {
        ...target,
        logits: (x: tf.Tensor) => {
          seen.push(tf.keep(tf.clone(x)));
          return target.logits(x);
        },
      };
      (await attack(watching, SAMPLES, ONES)).dispose();
      // The runner's prediction, then the start. In L1 the widest ball is the first.
      const distances = threat(1)
        .distance(tf.sub(seen[1] as tf.Tensor, SAMPLES))
        .dataSync();
      if (norm === 'l1') expect(Math.max(...distances)).toBeLessThanOrEqual(eps + 1e-6);
      else expectClose(distances, [eps, eps, eps]);
      tf.dispose(seen);
    }
  });

  it('stays within the ball of L1 also where thousands of values are rounded', async () => {
    const xs = uniform([8, 3000], 21, 0.5, 1);
    const start = Float64Array.from(xs.dataSync());
    const weights = uniform([3000, 2], 23, -1, 1) as tf.Tensor2D;
    const wide = (x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, weights);
    const adversarial = await apgd({ eps: 7, threat: l1, steps: 3, earlyStop: false })(
      wide,
      xs,
      labelsOf(0, 1, 0, 1, 0, 1, 0, 1),
    );
    const moved = Float64Array.from(adversarial.dataSync(), (value, i) => Math.abs(value - (start[i] ?? 0)));
    for (let from = 0; from < moved.length; from += 3000) {
      const norm = moved.subarray(from, from + 3000).reduce((sum, value) => sum + value, 0);
      expect(norm).toBeLessThanOrEqual(7);
      expect(norm).toBeGreaterThan(6.99);
    }
  });

  it.each(NORMS)('leaves values behind a mask alone in %s', async (_, threat, eps) => {
    const net = smoothNet(6, 3, 81);
    const xs = uniform([3, 6], 83);
    const labels = tf.cast(tf.argMax(net(xs), 1), 'int32') as tf.Tensor1D;
    const mask = tf.tensor1d([1, 0, 1, 1, 0, 1]);
    const attack = apgd({ eps, threat: masked(threat, mask), steps: 8, earlyStop: false });
    const { adversarial, distances } = await attack.run(net, xs, labels);
    const moved = tf.abs(tf.sub(adversarial, xs));
    expect(tf.max(tf.mul(moved, tf.sub(1, mask))).dataSync()[0]).toBe(0);
    expect(Math.min(...distances.linf)).toBeGreaterThan(eps / 10);
    expect(Math.max(...threat(1).distance(moved).dataSync())).toBeLessThanOrEqual(eps + 1e-6);
  });

  it('averages the gradients of a model that answers at random', async () => {
    // The noise of a single answer is twelve times the slope; that of 400 answers is 0.6 of it.
    let calls = 0;
    const noisy = (x: tf.Tensor) => {
      const noise = tf.randomNormal([1, 2], 0, 12, 'float32', ++calls);
      const margin = tf.add(tf.sum(x, 1, true), tf.sum(tf.mul(tf.sub(x, 0.5), noise), 1, true));
      return tf.concat([tf.zerosLike(margin), tf.add(margin, 3)], 1);
    };
    const xs = tf.fill([1, 2], 0.5);
    const options = { eps: 0.1, steps: 1, randomStart: false, earlyStop: false, loss: 'margin' } as const;
    const descends = async (eot: number) => {
      const [a = 0, b = 0] = (await apgd({ ...options, eot })(noisy, xs, labelsOf(1))).dataSync();
      return a < 0.5 && b < 0.5;
    };
    expect(await descends(400)).toBe(true);
    const single = await Promise.all(Array.from({ length: 12 }, () => descends(1)));
    expect(single.filter(Boolean).length).toBeLessThan(10);
  });

  it('defaults to the cross-entropy and 8/255, and is named after its loss', () => {
    expect(apgd().threat.eps).toBe(8 / 255);
    expect([apgd().id, apgd({ loss: 'dlr' }).id, apgd({ loss: crossEntropy }).id]).toEqual([
      'apgd-ce',
      'apgd-dlr',
      'apgd',
    ]);
    expect(() => apgd({ threat: l2 })).toThrow(/apgd needs eps/);
  });

  it('refuses a dlr of two classes, and a model without a gradient', async () => {
    await expect(apgd({ loss: 'dlr', eps: 0.1 })(safe, SAMPLES, ONES)).rejects.toThrow(ModelOutputError);
    const step = (x: tf.Tensor) => safe(tf.round(x));
    await expect(apgd({ eps: 0.1 })(step, SAMPLES, ONES)).rejects.toThrow(ZeroGradientError);
    const report = { allZeroGradient: 'report' } as const;
    const { zeroGradient } = await apgd({ eps: 0.1, restarts: 2 }).run(step, SAMPLES, ONES, report);
    expect(zeroGradient).toEqual([true, true, true]);
  });

  it.each([
    [{ eps: -1 }, /eps must be a finite number/],
    [{ eps: Number.POSITIVE_INFINITY }, /eps must be a finite number/],
    [{ steps: 0 }, /steps must be a positive integer, got 0/],
    [{ restarts: 1.5 }, /restarts must be a positive integer, got 1.5/],
    [{ eot: 0 }, /eot must be a positive integer/],
    [{ rho: 2 }, /rho must be in \[0, 1\], got 2/],
    [{ seed: 0.5 }, /seed must be an integer/],
    [{ loss: 'cw' as 'ce' }, /loss must be one of ce, margin, dlr/],
  ])('refuses %o', (options, message) => {
    expect(() => apgd(options)).toThrow(InvalidOptionError);
    expect(() => apgd(options)).toThrow(message);
  });
});
