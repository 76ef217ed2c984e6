import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itObeysTheOracle } from '../testing/linear-oracle.ts';
import { itFindsTheSmallestChange } from '../testing/minimum-norm.ts';
import { cwLinf } from './cw-linf.ts';

const QUICK = { steps: 40, rate: 0.02, initialConstant: 0.5 };
/** The samples of the curved net have farther to go, in steps of at most half the rate. */
const FAR = { ...QUICK, steps: 100, rate: 0.04 };
const LITTLE = { steps: 10, rate: 0.05, initialConstant: 5, decrease: 0.5 };

// It stops where a limit of 0.9 times the best fails, so 1 / 0.9 = 1.112 is as good as it gets for sure.
itObeysTheOracle('cwLinf', () => cwLinf(QUICK), 'linf', { factor: 1.15, each: 'once', heavy: true });
itFindsTheSmallestChange('cwLinf', () => cwLinf(FAR), 'linf', {
  factor: 1.15,
  targeted: () => cwLinf({ ...FAR, targeted: true }),
  heavy: true,
});
itIsAnHonestAttack('cwLinf', {
  make: () => cwLinf(LITTLE),
  deterministic: () => cwLinf(LITTLE),
  targeted: () => cwLinf({ ...LITTLE, targeted: true }),
  random: false,
});

describe('cwLinf on a logistic model', () => {
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);
  const optimum = 1.3 / 3.5;

  it.each([
    ['two', [0, 1]],
    ['no', [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
    ['other', [-1, 2]],
  ] as const)('finds the distance with %s bounds', async (_, bounds) => {
    const result = await cwLinf({ ...QUICK, rate: 0.05 }).run(classifier(model, { bounds }), xs, labelsOf(1));
    expect(result.success).toEqual([true]);
    expect(result.distances.linf[0]).toBeGreaterThanOrEqual(optimum - 1e-6);
    expect(result.distances.linf[0]).toBeLessThanOrEqual(optimum * 1.15);
  });

  it('leaves a sample that is wrong already as it is, however confident it wants to be', async () => {
    const attack = cwLinf({ ...QUICK, confidence: 5 });
    const result = await attack.run(model, tf.tensor2d([[0, 0.9, 0, 0]]), labelsOf(1));
    expect([result.alreadyMisclassified[0], result.distances.linf[0]]).toEqual([true, 0]);
  });

  it('goes beyond the boundary by the confidence', async () => {
    const result = await cwLinf({ ...QUICK, confidence: 0.5 }).run(
      classifier(model, { bounds: [-2, 3] }),
      xs,
      labelsOf(1),
    );
    expect(model(result.adversarial).dataSync()[1]).toBeLessThanOrEqual(-0.5 + 1e-6);
    expect(result.distances.linf[0]).toBeLessThanOrEqual((1.8 / 3.5) * 1.15);
  });

  it('gives up where the constants end', async () => {
    // Constants 1 and 2, of three steps each, and one gradient at the clean sample.
    const safe = logistic([1, 1], 1);
    const attack = cwLinf({ steps: 3, initialConstant: 1, largestConstant: 4 });
    const result = await attack.run(safe, tf.tensor2d([[0.5, 0.5]]), labelsOf(1));
    expect([result.success[0], result.gradients[0]]).toEqual([false, 7]);
  });

  it('does not go below the smallest limit', async () => {
    // The distance is 0.02 / 3.5: a first success lies below half the width, but above 0.002 of it.
    const near = tf.tensor2d([[0.4, 0.97, 0.1, 0.5]]);
    const run = async (smallest: number) => {
      const { success, gradients } = await cwLinf({ ...QUICK, rate: 0.002, smallest }).run(
        model,
        near,
        labelsOf(0),
      );
      expect(success).toEqual([true]);
      return gradients[0] ?? 0;
    };
    expect(await run(0.5)).toBeLessThan(20);
    expect(await run(0.002)).toBeGreaterThan(100);
  });
});

describe('cwLinf', () => {
  it.each([
    [{ steps: 0 }, /steps must be a positive integer, got 0/],
    [{ rate: 0 }, /rate must be a finite number greater than 0, got 0/],
    [{ decrease: 1 }, /decrease must be a number between 0 and 1, both excluded, got 1/],
    [{ smallest: 0 }, /smallest must be a number between 0 and 1, both excluded, got 0/],
    [{ initialConstant: 0 }, /initialConstant must be a finite number greater than 0/],
    [{ initialConstant: 30 }, /largestConstant must be above initialConstant 30, got 20/],
    [{ confidence: -1 }, /confidence must be a finite number >= 0, got -1/],
  ])('refuses %o', (options, message) => {
    expect(() => cwLinf(options)).toThrow(InvalidOptionError);
    expect(() => cwLinf(options)).toThrow(message);
  });
});
