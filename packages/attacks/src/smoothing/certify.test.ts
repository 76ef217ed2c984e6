import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, InvalidLabelsError, InvalidOptionError, ModelOutputError } from '../errors.ts';
import { logistic, smoothNet, uniform } from '../test-support.ts';
import { type Certificate, certifiedAccuracy, certify } from './certify.ts';
import { clopperPearson, normalQuantile } from './clopper-pearson.ts';

const W = [2, -1, 0.5, 0];
/** Distance of a sample from the boundary of the linear model: the radius that is really safe. */
const safe = (x: readonly number[], b: number) =>
  x.reduce((sum, value, i) => sum + value * (W[i] ?? 0), b) / Math.hypot(...W);

describe('certify', () => {
  const sigma = 0.25;
  const x = [0.6, 0.2, 0.4, 0.5];

  it('proves nearly the distance of a linear model, and never more', async () => {
    // The probability under noise is Phi(distance / sigma), so that with endless samples the radius would be the distance.
    const distance = safe(x, -0.6);
    const [certificate] = await certify(logistic(W, -0.6), tf.tensor2d([x]), { sigma, samples: 4000 });
    expect(certificate?.predicted).toBe(1);
    expect(certificate?.radius).toBeLessThanOrEqual(distance);
    expect(certificate?.radius).toBeGreaterThan(0.85 * distance);
  });

  it('gives for answers that all agree the largest radius that so many can prove', async () => {
    const [certificate] = await certify(logistic(W, 50), tf.tensor2d([x]), { sigma, samples: 100 });
    expect(certificate?.probability).toBeCloseTo(0.9332543, 7);
    expect(certificate?.radius).toBeCloseTo(sigma * 1.500475, 6);
    expect(certificate?.radius).toBe(sigma * normalQuantile(clopperPearson(100, 100, 0.001)));
  });

  it('abstains at the boundary', async () => {
    const there = -(2 * 0.6 - 0.2 + 0.5 * 0.4);
    const [certificate] = await certify(logistic(W, there), tf.tensor2d([x]), { sigma, samples: 500 });
    expect(certificate).toMatchObject({ predicted: null, radius: 0 });
    expect(certificate?.probability).toBeLessThan(0.5);
  });

  it('does not depend on the batch size, nor on the samples that follow; another seed is other noise', async () => {
    const net = smoothNet(6, 3, 631);
    const xs = uniform([3, 2, 3], 633);
    const options = { sigma: 0.5, samples: 60, selection: 10 };
    const all = await certify(net, xs, { ...options, batchSize: 7 });
    expect(await certify(net, xs, options)).toEqual(all);
    const [first] = await certify(net, tf.slice(xs, 0, 1), options);
    expect(first).toEqual(all[0]);
    expect(await certify(net, xs, { ...options, seed: 1 })).not.toEqual(all);
  });

  it('leaks nothing, reports progress, and stops at an abort', async () => {
    const net = smoothNet(4, 3, 635);
    const xs = uniform([2, 4], 637);
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    const options = { sigma: 0.1, samples: 20 };
    await certify(net, xs, { ...options, onProgress: ({ done, total }) => seen.push(done, total ?? 0) });
    expect(seen).toEqual([1, 2, 2, 2]);
    const controller = new AbortController();
    const aborting = (batch: tf.Tensor) => {
      controller.abort(new Error('enough'));
      return net(batch);
    };
    await expect(certify(aborting, xs, { ...options, signal: controller.signal })).rejects.toThrow('enough');
    const broken = certify((batch) => tf.mul(net(batch), Number.NaN), xs, options);
    await expect(broken).rejects.toThrow(ModelOutputError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [{ sigma: 0 }, /sigma/],
    [{ sigma: Number.POSITIVE_INFINITY }, /sigma/],
    [{ sigma: 1, samples: 0 }, /samples/],
    [{ sigma: 1, selection: 1.5 }, /selection/],
    [{ sigma: 1, batchSize: 0 }, /batchSize/],
    [{ sigma: 1, alpha: 1 }, /alpha/],
  ])('refuses %j', async (options, message) => {
    const run = certify(logistic(W, 0), tf.tensor2d([x]), options);
    await expect(run).rejects.toThrow(InvalidOptionError);
    await expect(run).rejects.toThrow(message);
  });

  it('refuses inputs outside the bounds', async () => {
    const run = certify(logistic(W, 0), tf.tensor2d([[2, 0, 0, 0]]), { sigma });
    await expect(run).rejects.toThrow(InvalidInputError);
  });
});

describe('certifiedAccuracy', () => {
  const made = (predicted: number | null, radius: number): Certificate => ({
    predicted,
    radius,
    probability: 0.9,
  });

  it('counts right classes proven within each radius, of all samples', () => {
    const certificates = [made(1, 0.5), made(0, 0.2), made(null, 0), made(2, 1)];
    expect(certifiedAccuracy(certificates, [1, 0, 1, 0], [0, 0.2, 0.3, 0.5, 0.6])).toEqual([
      0.5, 0.5, 0.25, 0.25, 0,
    ]);
  });

  it('refuses nothing, other numbers of labels, and negative radii', () => {
    expect(() => certifiedAccuracy([], [], [0])).toThrow(InvalidOptionError);
    expect(() => certifiedAccuracy([made(1, 1)], [1, 2], [0])).toThrow(InvalidLabelsError);
    expect(() => certifiedAccuracy([made(1, 1)], [1], [-1])).toThrow(InvalidOptionError);
    expect(() => certifiedAccuracy([made(1, 1)], [1], [Number.NaN])).toThrow(InvalidOptionError);
  });
});
