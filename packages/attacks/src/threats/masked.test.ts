import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fgsm } from '../attacks/fgsm.ts';
import { pgd } from '../attacks/pgd.ts';
import { InvalidInputError } from '../errors.ts';
import { expectClose, expectNoLeak, labelsOf, smoothNet, uniform } from '../test-support.ts';
import { l1 } from './l1.ts';
import { l2 } from './l2.ts';
import { linf } from './linf.ts';
import { masked } from './masked.ts';

const THREATS = [
  ['linf', linf],
  ['l2', l2],
  ['l1', l1],
] as const;
const mask = tf.tensor1d([1, 0, 1, 0]);

describe.each(THREATS)('a masked threat in %s', (_, threat) => {
  it('steps, projects and starts at random only where the mask is 1', () => {
    const model = masked(threat, mask)(0.5);
    const wild = uniform([3, 4], 5, -2, 2);
    for (const moved of [model.steepest(wild), model.project(wild), model.random(wild, 3)]) {
      const values = moved.dataSync();
      values.forEach((value, i) => {
        if (i % 2 === 1) expect(Math.abs(value)).toBe(0);
      });
      expect(values.filter((value) => value !== 0).length).toBeGreaterThan(2);
    }
    // The whole step goes to what may change: its norm is still 1.
    expectClose(threat(1).distance(model.steepest(wild)).dataSync(), [1, 1, 1]);
  });

  it('is the nearest point: what may change is projected as if it were alone', () => {
    const wild = uniform([3, 4], 7, -2, 2);
    const narrow = tf.gather(wild, [0, 2], 1);
    const inside = tf.gather(masked(threat, mask)(0.5).project(wild), [0, 2], 1);
    expectClose(inside.dataSync(), threat(0.5).project(narrow).dataSync());
  });

  it('starts uniformly among the points it may reach: the radius squared is uniform in two dimensions', () => {
    const points = masked(threat, mask)(1).random(tf.zeros([4000, 4]), 0);
    const radii = Array.from(threat(1).distance(points).dataSync()).sort((a, b) => a - b);
    // The empirical distribution of 4000 numbers is within 2 / sqrt(4000) = 0.032 of the true one but for 1 seed in 3000.
    for (const [i, radius] of radii.entries()) {
      expect(Math.abs(radius ** 2 - (i + 0.5) / 4000)).toBeLessThan(0.032);
    }
  });

  it('holds for the samples that are selected', () => {
    const perSample = tf.tensor2d(
      [
        [1, 1, 1, 1],
        [0, 0, 0, 1],
        [1, 0, 0, 0],
      ],
      [3, 4],
      'bool',
    );
    const model = masked(threat, perSample)([0.1, 0.2, 0.3]);
    const wild = uniform([3, 4], 9, -2, 2);
    const two = tf.gather(wild, [2, 1]);
    const chosen = model.select([2, 1]);
    expect(chosen.eps).toEqual([0.3, 0.2]);
    for (const f of [
      (at: typeof model, x: tf.Tensor) => at.project(x),
      (at: typeof model, x: tf.Tensor) => at.steepest(x),
      (at: typeof model, x: tf.Tensor) => at.random(x, 11),
    ]) {
      expectClose(f(chosen, two).dataSync(), tf.gather(f(model, wild), [2, 1]).dataSync());
    }
    expect(model.select([2, 1]).select([1]).eps).toEqual([0.2]);
  });

  it('leaks nothing', async () => {
    const model = masked(threat, mask)(0.5);
    const wild = uniform([3, 4], 5);
    await expectNoLeak(() => [model.steepest(wild), model.project(wild), model.random(wild, 3)]);
    const one = tf.slice(wild, 0, 1);
    await expectNoLeak(() => model.select([1]).project(one));
  });
});

describe('an attack with a mask', () => {
  const net = smoothNet(16, 3, 5);
  const xs = uniform([2, 4, 4, 1], 7);
  const patch = tf.tensor3d([1, 1, 0, 0, 1, 1, 0, 0, ...new Array(8).fill(0)], [4, 4, 1]);

  it.each([
    ['fgsm', fgsm({ eps: 0.2, threat: masked(linf, patch) })],
    ['pgd', pgd({ eps: 0.2, threat: masked(l2, patch), steps: 3 })],
  ])('leaves the rest of the image as it was: %s', async (_, attack) => {
    const delta = tf.sub(await attack(net, xs, labelsOf(0, 1)), xs).dataSync();
    const allowed = patch.dataSync();
    delta.forEach((value, i) => {
      if (allowed[i % 16] === 0) expect(value).toBe(0);
    });
    expect(delta.filter((value) => value !== 0).length).toBeGreaterThanOrEqual(6);
  });

  it('names a mask that does not fit', async () => {
    const attack = fgsm({ eps: 0.2, threat: masked(linf, tf.ones([5, 4, 1])) });
    const before = tf.memory().numTensors;
    await expect(attack(net, xs, labelsOf(0, 1))).rejects.toThrow(InvalidInputError);
    await expect(attack(net, xs, labelsOf(0, 1))).rejects.toThrow(
      /the mask \[5,4,1\] fits neither the batch \[2,4,4,1\]/,
    );
    expect(tf.memory().numTensors).toBe(before + 2);
  });

  it('names a mask that was disposed', async () => {
    const gone = tf.ones([4, 4, 1]);
    const attack = fgsm({ eps: 0.2, threat: masked(linf, gone) });
    gone.dispose();
    await expect(attack(net, xs, labelsOf(0, 1))).rejects.toThrow(InvalidInputError);
    await expect(attack(net, xs, labelsOf(0, 1))).rejects.toThrow(/the mask was disposed/);
  });
});
