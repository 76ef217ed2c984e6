import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { expectNoLeak, labelsOf, smoothNet, uniform } from '../test-support.ts';
import { itOnlyAsks } from '../testing/black-box.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { linf } from '../threats/linf.ts';
import { onePixel } from './one-pixel.ts';

itIsAnHonestAttack('onePixel', {
  make: ({ seed }) => onePixel({ population: 8, generations: 3, seed }),
  targeted: () => onePixel({ pixels: 2, population: 20, generations: 3, targeted: true }),
});
itOnlyAsks('onePixel', {
  make: ({ seed, queries, threat }) =>
    onePixel({ population: 4, generations: Math.ceil(queries / 4), seed, threat }),
  threat: linf,
  budget: (queries) => 4 * (Math.ceil(queries / 4) + 1),
});

describe('onePixel', () => {
  /** One pixel decides: class 1 as long as its red is above `limit`. */
  const keyhole = (row: number, column: number, limit: number) => (x: tf.Tensor) => {
    const red = tf.reshape(tf.slice(x, [0, row, column, 0], [-1, 1, 1, 1]), [-1, 1]);
    const lead = tf.mul(tf.sub(red, limit), 10);
    return tf.concat([tf.zerosLike(lead), lead], 1);
  };
  const changedPlaces = (adversarial: tf.Tensor, xs: tf.Tensor) =>
    Array.from(tf.sum(tf.cast(tf.any(tf.notEqual(adversarial, xs), 3), 'int32'), [1, 2]).dataSync());

  it('finds the one pixel that matters', async () => {
    const xs = tf.fill([2, 8, 8, 3], 0.8);
    const attack = onePixel({ population: 100, generations: 40 });
    const { success, adversarial, queries } = await attack.run(keyhole(5, 2, 0.4), xs, labelsOf(1, 1));
    expect(success).toEqual([true, true]);
    expect(changedPlaces(adversarial, xs)).toEqual([1, 1]);
    const red = tf.slice(adversarial, [0, 5, 2, 0], [-1, 1, 1, 1]).dataSync();
    expect(Math.max(...red)).toBeLessThan(0.4 + 1e-6);
    expect(Math.max(...queries)).toBeLessThanOrEqual(100 * 41);
  });

  it('changes no more pixels than allowed, and hands out the best where it fails', async () => {
    const model = smoothNet(48, 3, 31);
    const xs = uniform([3, 4, 4, 3], 33);
    // Class probabilities fall, but the class is held by 20.
    const held = (x: tf.Tensor) => tf.add(tf.mul(model(x), 0.1), tf.tensor2d([[20, 0, 0]]));
    for (const pixels of [1, 3]) {
      const attack = onePixel({ pixels, population: 10, generations: 5 });
      const { adversarial, success } = await attack.run(held, xs, labelsOf(0, 0, 0));
      expect(success).toEqual([false, false, false]);
      const changed = changedPlaces(adversarial, xs);
      expect(Math.max(...changed)).toBeLessThanOrEqual(pixels);
      expect(Math.min(...changed)).toBeGreaterThan(0);
      const lead = (x: tf.Tensor) => {
        const z = held(x).arraySync() as number[][];
        return z.map(
          ([own = 0, ...others]) => own - Math.log(others.reduce((sum, o) => sum + Math.exp(o), 0)),
        );
      };
      const [before, after] = [lead(xs), lead(adversarial)];
      for (const [i, value] of after.entries()) expect(value).toBeLessThan(before[i] ?? 0);
    }
  });

  it('takes each value of a row for a pixel', async () => {
    const model = smoothNet(16, 3, 41);
    const xs = uniform([2, 16], 43);
    const adversarial = await onePixel({ population: 8, generations: 2 })(model, xs, labelsOf(0, 1));
    const changed = tf.sum(tf.cast(tf.notEqual(adversarial, xs), 'int32'), 1).dataSync();
    expect(Math.max(...changed)).toBeLessThanOrEqual(1);
  });

  it('has the population of the paper, and no radius', async () => {
    const attack = onePixel({ generations: 1 });
    expect([attack.threat.norm, attack.threat.eps]).toEqual(['linf', Number.POSITIVE_INFINITY]);
    const { queries } = await attack.run(keyhole(0, 0, -5), tf.fill([1, 2, 2, 3], 0.5), labelsOf(1));
    expect([...queries]).toEqual([800]);
  });

  it('needs finite bounds, and leaks nothing', async () => {
    const open = classifier(smoothNet(4, 2, 51), { bounds: [0, Number.POSITIVE_INFINITY] });
    const xs = uniform([1, 4], 53);
    const labels = labelsOf(0);
    const net = smoothNet(4, 2, 51);
    const attack = onePixel({ population: 4, generations: 1 });
    const before = tf.memory().numTensors;
    await expect(attack(open, xs, labels)).rejects.toThrow(/must be finite, got \[0, Infinity\]/);
    expect(tf.memory().numTensors).toBe(before);
    await expectNoLeak(() => attack(net, xs, labels));
  });

  it.each([
    [{ pixels: 0 }, /pixels must be a positive integer, got 0/],
    [{ population: 3 }, /population must be at least 4.*got 3/],
    [{ generations: 1.5 }, /generations must be a positive integer, got 1.5/],
    [{ differentialWeight: 0 }, /differentialWeight must be a finite number greater than 0, got 0/],
    [{ seed: 0.5 }, /seed must be an integer, got 0.5/],
  ])('refuses %o', (options, message) => {
    expect(() => onePixel(options)).toThrow(InvalidOptionError);
    expect(() => onePixel(options)).toThrow(message);
  });
});
