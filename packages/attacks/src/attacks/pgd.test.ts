import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { GradientError, InvalidInputError, InvalidOptionError, ZeroGradientError } from '../errors.ts';
import { robustAccuracy } from '../evaluate/robust-accuracy.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { expectClose, expectNoLeak, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { fgsm } from './fgsm.ts';
import { pgd } from './pgd.ts';

const UNBOUNDED = { bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } as const;

describe('pgd on a logistic model', () => {
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);
  const margin = (x: tf.Tensor) => model(x).dataSync()[1]!;

  it('reaches the corner of the box from any start, and leaves a value without influence where it started', async () => {
    for (const seed of [0, 1, 2, 3]) {
      const adversarial = await pgd({ eps: 0.3, seed })(model, xs, labelsOf(1));
      expectClose(adversarial.dataSync().slice(0, 3), [0.3, 0.5, 0.1]);
      expect(margin(adversarial)).toBeCloseTo(0.25, 5);
    }
    const clipped = await pgd({ eps: 0.4, randomStart: false })(model, xs, labelsOf(1));
    expectClose(clipped.dataSync(), [0.2, 0.6, 0, 0.5]);
  });

  it.each([
    // The optimum is m - eps |w| in the dual norm; an L2 angle shrinks by 1.25 or more a step, an L1 mass moves by half of alpha.
    ['linf', linf, 10, 1.3 - 0.3 * 3.5],
    ['l2', l2, 60, 1.3 - 0.3 * Math.sqrt(5.25)],
    ['l1', l1, 30, 1.3 - 0.3 * 2],
  ] as const)('reaches the closed-form optimum of %s from any start', async (_, threat, steps, optimum) => {
    const target = classifier(model, UNBOUNDED);
    for (const seed of [0, 1, 2, 3]) {
      const attack = pgd({ eps: 0.3, alpha: 0.075, steps, seed, threat });
      expect(margin(await attack(target, xs, labelsOf(1)))).toBeCloseTo(optimum, 5);
    }
  });

  it('takes one eps and one alpha per sample', async () => {
    const two = tf.tile(xs, [3, 1]);
    const options = { eps: [0, 0.1, 0.2], randomStart: false };
    const { distances } = await pgd(options).run(model, two, labelsOf(1, 1, 1));
    expectClose(distances.linf, [0, 0.1, 0.2]);
    const single = await pgd({ ...options, alpha: [0.01, 0.02, 0.03], steps: 1 }).run(
      model,
      two,
      labelsOf(1, 1, 1),
    );
    expectClose(single.distances.linf, [0, 0.02, 0.03]);
    const mismatch = pgd({ eps: 0.1, alpha: [0.1, 0.1] })(model, xs, labelsOf(1));
    await expect(mismatch).rejects.toThrow(InvalidInputError);
    await expect(mismatch).rejects.toThrow(/alpha has 2 values, but the batch has 1 samples/);
  });

  it('steps by 2.5 eps / steps unless told otherwise', async () => {
    const after = async (options: object) =>
      (await pgd({ eps: 0.3, randomStart: false, ...options })(model, xs, labelsOf(1))).dataSync()[0];
    // Of 10 steps of 0.075 the first four suffice; of 40 steps of 0.01875 the first sixteen.
    expect(await after({ steps: 10, alpha: 0.02 })).toBeCloseTo(0.4, 6);
    expect(await after({ steps: 10 })).toBeCloseTo(0.3, 6);
    expect(await after({ steps: 1, alpha: 0.075 })).toBeCloseTo(0.525, 6);
    // One step of 2.5 eps is projected back to eps.
    expect(await after({ steps: 1 })).toBeCloseTo(0.3, 6);
  });
});

describe('pgd on a small non-linear net', () => {
  const first = tf.tensor2d([
    [1.5, 0.3],
    [-2, 0.3],
  ]);
  const second = tf.tensor2d([
    [-2.4, 1.2],
    [0.5, -2.3],
  ]);
  const net = (x: tf.Tensor) => tf.matMul(tf.sigmoid(tf.matMul(x as tf.Tensor2D, first)), second);
  const xs = tf.tensor2d([[0.5, 0.5]]);

  it.each([
    [1, [0.6, 0.4], 0.843762],
    [2, [0.7, 0.3], 1.0309542],
    [3, [0.75, 0.25], 1.1276804],
    [10, [0.75, 0.25], 1.1276804],
  ])('agrees with the values by hand after %d steps', async (steps, expected, loss) => {
    const attack = pgd({ eps: 0.25, alpha: 0.1, steps, randomStart: false });
    const adversarial = await attack(classifier(net, UNBOUNDED), xs, labelsOf(0));
    expectClose(adversarial.dataSync(), expected);
    expectClose(crossEntropy(net(adversarial) as tf.Tensor2D, labelsOf(0)).dataSync(), [loss]);
  });
});

describe('pgd', () => {
  it('follows a gradient that turns, where one step overshoots', async () => {
    // The margin (x - 0.6)^2 + (y - 0.4)^2 is smallest at (0.6, 0.4), inside the ball of radius 0.5 around (0.5, 0.5).
    const bowl = (x: tf.Tensor) => {
      const margin = tf.sum(tf.square(tf.sub(x, tf.tensor1d([0.6, 0.4]))), 1, true);
      return tf.concat([tf.zerosLike(margin), margin], 1);
    };
    const xs = tf.tensor2d([[0.5, 0.5]]);
    const attack = pgd({ eps: 0.5, alpha: 0.02, steps: 20, randomStart: false });
    const [x = 0, y = 0] = (await attack(bowl, xs, labelsOf(1))).dataSync();
    expect(Math.hypot(x - 0.6, y - 0.4)).toBeLessThan(0.03);
    const [far = 0] = (await fgsm({ eps: 0.5 })(bowl, xs, labelsOf(1))).dataSync();
    expect(far).toBeCloseTo(1, 5);
  });

  it('reaches the target in targeted mode', async () => {
    const model = smoothNet(6, 4, 71);
    const xs = uniform([4, 6], 73, 0.2, 0.8);
    const targets = labelsOf(3, 2, 1, 0);
    const attack = pgd({ eps: 0.05, targeted: true });
    const loss = (at: tf.Tensor) => crossEntropy(model(at) as tf.Tensor2D, targets).dataSync();
    const before = loss(xs);
    const after = loss(await attack(model, xs, targets));
    expect([...after].every((value, i) => value < before[i]!)).toBe(true);
    expect([attack.id, attack.targeted, attack.threat.norm, attack.threat.eps]).toEqual([
      'pgd',
      true,
      'linf',
      0.05,
    ]);
  });

  it('is decided by its seed', async () => {
    const model = smoothNet(6, 3, 81);
    const xs = uniform([3, 6], 83);
    const labels = labelsOf(0, 1, 2);
    const craft = async (seed: number, threat = linf) =>
      Array.from(
        (await pgd({ eps: 0.1, alpha: 0.02, steps: 2, seed, threat })(model, xs, labels)).dataSync(),
      );
    for (const threat of [linf, l2, l1]) {
      expect(await craft(0, threat)).toEqual(await craft(0, threat));
      expect(await craft(1, threat)).not.toEqual(await craft(0, threat));
    }
  });

  it('is fgsm when one step of eps starts at the clean sample', async () => {
    const model = smoothNet(6, 3, 81);
    const xs = uniform([3, 6], 83);
    const labels = labelsOf(0, 1, 2);
    for (const threat of [linf, l2, l1]) {
      const step = await fgsm({ eps: 0.1, threat })(model, xs, labels);
      const same = await pgd({ eps: 0.1, alpha: 0.1, steps: 1, randomStart: false, threat })(
        model,
        xs,
        labels,
      );
      expectClose(same.dataSync(), step.dataSync(), 3e-7);
    }
  });

  it('marks a sample without a gradient and leaves it at its start', async () => {
    const model = logistic([2, -1], -0.5);
    const half = (x: tf.Tensor) => model(tf.relu(tf.sub(x, 0.35)));
    const xs = tf.tensor2d([
      [0.6, 0.2],
      [0.1, 0.1],
    ]);
    const options = { eps: 0.1, randomStart: false };
    const { zeroGradient, distances } = await pgd(options).run(half, xs, labelsOf(0, 0));
    expect(zeroGradient).toEqual([false, true]);
    expectClose(distances.linf, [0.1, 0]);
    const dead = tf.tensor2d([[0.1, 0.1]]);
    await expect(pgd(options)(half, dead, labelsOf(0))).rejects.toThrow(ZeroGradientError);
    const report = { allZeroGradient: 'report' } as const;
    expect((await pgd(options).run(half, dead, labelsOf(0), report)).zeroGradient).toEqual([true]);
  });

  it('goes on when the gradient dies on the way', async () => {
    // The steps of 0.1 lead from 0.3 to 0.2, 0.1 and 0, where the model is flat below 0.15.
    const model = logistic([1], 0);
    const flat = (x: tf.Tensor) => model(tf.relu(tf.sub(x, 0.15)));
    const attack = pgd({ eps: 0.3, alpha: 0.1, steps: 5, randomStart: false });
    const { adversarial, zeroGradient } = await attack.run(flat, tf.tensor2d([[0.3]]), labelsOf(1));
    expectClose(adversarial.dataSync(), [0.1]);
    expect(zeroGradient).toEqual([false]);
  });

  it('gives a curve that does not rise with eps', async () => {
    const xs = uniform([20, 4], 5);
    const model = logistic([2, -1, 0.5, 0], 0.1);
    const labels = tf.argMax(model(xs), 1) as tf.Tensor1D;
    const curve = await robustAccuracy(model, [{ xs, ys: labels }], { attack: pgd, eps: [0, 0.1, 0.3, 1] });
    const accuracies = curve.map(({ accuracy }) => accuracy);
    expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a));
    expect(accuracies[0]).toBe(1);
    expect(accuracies[3]).toBe(0);
  });

  it('stops between steps when aborted, and leaks nothing', async () => {
    const net = smoothNet(6, 3, 81);
    const controller = new AbortController();
    const xs = uniform([2, 6], 83);
    const labels = labelsOf(0, 1);
    const before = tf.memory().numTensors;
    let calls = 0;
    const counting = (x: tf.Tensor) => {
      // The clean prediction is the first call; the third step is the fourth.
      if (++calls === 4) controller.abort(new Error('enough'));
      return net(x);
    };
    const { signal } = controller;
    await expect(pgd({ eps: 0.1, steps: 40 })(counting, xs, labels, { signal })).rejects.toThrow('enough');
    expect(calls).toBe(4);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaks nothing when a later gradient is not finite', async () => {
    const net = logistic([1, 1], 1);
    let calls = 0;
    const breaking = (x: tf.Tensor) => (++calls < 4 ? net(x) : tf.add(net(x), tf.sqrt(tf.mul(x, 0))));
    const xs = tf.tensor2d([[0.5, 0.5]]);
    const labels = labelsOf(1);
    const before = tf.memory().numTensors;
    await expect(pgd({ eps: 0.1 })(breaking, xs, labels)).rejects.toThrow(GradientError);
    expect(calls).toBe(4);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaks nothing', async () => {
    const model = smoothNet(6, 3, 81);
    const xs = uniform([2, 6], 83);
    const labels = labelsOf(0, 1);
    for (const threat of [linf, l2, l1]) {
      const attack = pgd({ eps: 0.1, threat, steps: 3 });
      await expectNoLeak(() => attack(model, xs, labels));
      await expectNoLeak(async () => (await attack.run(model, xs, labels)).adversarial);
    }
  });

  it('defaults to 8/255, and wants an eps for other norms', () => {
    expect(pgd().threat.eps).toBe(8 / 255);
    expect(() => pgd({ threat: l2 })).toThrow(InvalidOptionError);
  });

  it.each([
    [{ eps: -1 }, /eps must be a finite number >= 0/],
    [{ alpha: -0.1 }, /alpha must be a finite number >= 0.*got -0.1/],
    [{ alpha: Number.NaN }, /alpha must be a finite number >= 0.*got NaN/],
    [{ alpha: 0 }, /alpha must be greater than 0/],
    [{ alpha: [0.1, 0] }, /alpha must be greater than 0/],
    [{ steps: 0 }, /steps must be a positive integer, got 0/],
    [{ steps: 2.5 }, /steps must be a positive integer, got 2.5/],
    [{ seed: 0.5 }, /seed must be an integer, got 0.5/],
  ])('refuses %o', (options, message) => {
    expect(() => pgd(options)).toThrow(InvalidOptionError);
    expect(() => pgd(options)).toThrow(message);
  });
});
