import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, labelsOf, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { l2 } from '../threats/l2.ts';
import { miFgsm } from './mi-fgsm.ts';
import { gaussian, tiFgsm } from './ti-fgsm.ts';

const shapes = SAMPLE_SHAPES.slice(2);
itSpendsItsBudget('ti-fgsm', (eps) => tiFgsm({ eps }), 'linf', { shapes });
itIsAnHonestAttack('ti-fgsm', {
  make: () => tiFgsm({ eps: 0.1, steps: 3, kernelSize: 3, sigmas: 1 }),
  deterministic: () => tiFgsm({ eps: 0.1, steps: 3 }),
  zero: () => tiFgsm({ eps: 0 }),
  targeted: () => tiFgsm({ eps: 0.02, targeted: true, kernelSize: 3 }),
  random: false,
});
itIsAnHonestAttack('ti-fgsm with diverse inputs', {
  make: ({ seed }) => tiFgsm({ eps: 0.1, steps: 6, kernelSize: 3, probability: 0.5, resizeRate: 0.5, seed }),
});

describe('ti-fgsm', () => {
  it('has the Gaussian kernel of the paper', () => {
    const axis = gaussian(15, 3);
    expectClose([axis[7]! ** 2, axis[0]! * axis[14]!], [0.0293028, 3.61626e-6], 1e-7);
    expect(axis.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expectClose(axis, [...axis].reverse(), 1e-15);
    expect(gaussian(1, 3)).toEqual([1]);
  });

  it.each([1, 2, 3])('blurs each of %d channels on its own', async (channels) => {
    // The margin falls only with one pixel of the last channel, so the gradient is one impulse.
    const impulse = tf.buffer([1, 7, 7, channels]);
    impulse.set(1, 0, 3, 2, channels - 1);
    const weight = impulse.toTensor();
    const model = (x: tf.Tensor) => {
      const value = tf.reshape(tf.sum(tf.mul(x, weight), [1, 2, 3]), [-1, 1]);
      return tf.concat([tf.zerosLike(value), value], 1);
    };
    const xs = tf.fill([1, 7, 7, channels], 0.5);
    const options = { eps: 0.1, threat: l2, steps: 1, alpha: 0.1, kernelSize: 5, sigmas: 2 };
    const delta = tf.sub(await tiFgsm(options)(model, xs, labelsOf(1)), xs).dataSync();
    const axis = gaussian(5, 2);
    const kernel = (y: number, x: number) => (axis[y - 3 + 2] ?? 0) * (axis[x - 2 + 2] ?? 0);
    const expected = Array.from({ length: 49 * channels }, (_, i) => {
      const pixel = Math.floor(i / channels);
      const own = i % channels === channels - 1;
      return own ? kernel(Math.floor(pixel / 7), pixel % 7) : 0;
    });
    const norm = Math.hypot(...expected);
    expectClose(
      delta,
      expected.map((value) => (-0.1 * value) / norm),
      1e-6,
    );
  });

  it('is mi-fgsm with a kernel of one pixel', async () => {
    const net = smoothNet(16, 3, 81);
    const xs = uniform([3, 4, 4, 1], 83);
    const labels = labelsOf(0, 1, 2);
    const values = (await tiFgsm({ eps: 0.1, kernelSize: 1 })(net, xs, labels)).dataSync();
    expectClose(values, (await miFgsm({ eps: 0.1 })(net, xs, labels)).dataSync(), 1e-6);
  });

  it('refuses what is out of range', async () => {
    for (const kernelSize of [0, 4, 2.5]) {
      expect(() => tiFgsm({ kernelSize })).toThrow(/kernelSize must be an odd positive integer/);
    }
    expect(() => tiFgsm({ sigmas: 0 })).toThrow(/sigmas/);
    const [net, xs, labels] = [smoothNet(6, 3, 5), uniform([2, 6], 3), labelsOf(0, 1)];
    const before = tf.memory().numTensors;
    const rows = tiFgsm()(net, xs, labels);
    await expect(rows).rejects.toThrow(/ti-fgsm needs images \[N, H, W, C\], got the shape \[2,6\]/);
    expect(tf.memory().numTensors).toBe(before);
  });
});
