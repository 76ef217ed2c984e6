import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itObeysTheOracle } from '../testing/linear-oracle.ts';
import { itFindsTheSmallestChange } from '../testing/minimum-norm.ts';
import { cwL2 } from './cw-l2.ts';

const QUICK = { searches: 7, steps: 60, rate: 0.05, initialConstant: 0.1 };
const LITTLE = { searches: 2, steps: 10, rate: 0.05, initialConstant: 1 };

itObeysTheOracle('cwL2', () => cwL2(QUICK), 'l2', { factor: 1.05, each: 'once', heavy: true });
itFindsTheSmallestChange('cwL2', () => cwL2(QUICK), 'l2', {
  targeted: () => cwL2({ ...QUICK, targeted: true }),
  heavy: true,
});
itIsAnHonestAttack('cwL2', {
  make: () => cwL2(LITTLE),
  deterministic: () => cwL2(LITTLE),
  targeted: () => cwL2({ ...LITTLE, targeted: true }),
  random: false,
});

describe('cwL2 on a logistic model', () => {
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);
  const optimum = 1.3 / Math.sqrt(5.25);
  const margin = (x: tf.Tensor) => model(x).dataSync()[1] ?? Number.NaN;

  it.each([
    ['two', [0, 1]],
    ['a lower', [0, Number.POSITIVE_INFINITY]],
    ['an upper', [Number.NEGATIVE_INFINITY, 1]],
    ['no', [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
    ['other', [-3, 7]],
  ] as const)('finds the distance with %s bounds', async (_, bounds) => {
    const result = await cwL2(QUICK).run(classifier(model, { bounds }), xs, labelsOf(1));
    expect(result.success).toEqual([true]);
    expect(result.distances.l2[0]).toBeGreaterThanOrEqual(optimum - 1e-6);
    expect(result.distances.l2[0]).toBeLessThanOrEqual(optimum * 1.05);
  });

  it('leaves a sample that is wrong already as it is, however confident it wants to be', async () => {
    const attack = cwL2({ ...QUICK, confidence: 5 });
    const result = await attack.run(model, tf.tensor2d([[0, 0.9, 0, 0]]), labelsOf(1));
    expect([result.alreadyMisclassified[0], result.distances.linf[0]]).toEqual([true, 0]);
  });

  it('goes beyond the boundary by the confidence', async () => {
    const wide = classifier(model, { bounds: [-3, 3] });
    const result = await cwL2({ ...QUICK, confidence: 1 }).run(wide, xs, labelsOf(1));
    expect(margin(result.adversarial)).toBeLessThanOrEqual(-1 + 1e-6);
    expect(result.distances.l2[0]).toBeLessThanOrEqual((2.3 / Math.sqrt(5.25)) * 1.05);
  });

  it('moves values that are on a bound', async () => {
    // All of the margin has to come from values at 0 and 1, where a tanh without care would be flat.
    const corner = tf.tensor2d([[1, 0, 1, 0]]);
    const result = await cwL2({ ...QUICK, steps: 150, rate: 0.1 }).run(model, corner, labelsOf(1));
    expect(result.success).toEqual([true]);
    // The nearest point of the plane, 2.6 w / |w|^2 away, is in the box.
    expect(result.distances.l2[0]).toBeLessThanOrEqual((2.6 / Math.sqrt(5.25)) * 1.05);
  });

  it('comes nearer with more searches', async () => {
    const distance = async (searches: number) =>
      (await cwL2({ ...QUICK, searches, initialConstant: 10 }).run(model, xs, labelsOf(1))).distances.l2[0] ??
      0;
    const [one, five] = [await distance(1), await distance(6)];
    expect(five).toBeLessThanOrEqual(one);
    expect(five).toBeLessThan(optimum * 1.02);
  });

  it('stops a sample that gets nowhere, without changing the others', async () => {
    // A step is too short to see at this rate, so nothing moves after the first tenth of the steps.
    const slow = { searches: 1, steps: 40, rate: 1e-9 };
    const stopped = await cwL2(slow).run(model, xs, labelsOf(1));
    const patient = await cwL2({ ...slow, abortEarly: false }).run(model, xs, labelsOf(1));
    // One for the clean sample; two tenths, because the first has nothing to be compared with.
    expect([stopped.gradients[0], patient.gradients[0]]).toEqual([1 + 8, 1 + 40]);
  });
});

describe('cwL2', () => {
  it.each([
    [{ searches: 0 }, /searches must be a positive integer, got 0/],
    [{ steps: -1 }, /steps must be a positive integer, got -1/],
    [{ rate: 0 }, /rate must be a finite number greater than 0, got 0/],
    [{ initialConstant: Number.POSITIVE_INFINITY }, /initialConstant must be a finite number greater than 0/],
    [{ confidence: -1 }, /confidence must be a finite number >= 0, got -1/],
  ])('refuses %o', (options, message) => {
    expect(() => cwL2(options)).toThrow(InvalidOptionError);
    expect(() => cwL2(options)).toThrow(message);
  });
});
