import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itObeysTheOracle } from '../testing/linear-oracle.ts';
import { itFindsTheSmallestChange } from '../testing/minimum-norm.ts';
import { ead } from './ead.ts';

const QUICK = { searches: 6, steps: 60, rate: 0.05, initialConstant: 0.1, rule: 'l1' } as const;
const LITTLE = { searches: 2, steps: 10, rate: 0.05, initialConstant: 1 };

itObeysTheOracle('ead', () => ead(QUICK), 'l1', { heavy: true });
itFindsTheSmallestChange('ead', () => ead({ ...QUICK, beta: 0.01 }), 'l1', {
  factor: 1.25,
  targeted: () => ead({ ...QUICK, beta: 0.01, targeted: true }),
  heavy: true,
});
itIsAnHonestAttack('ead', {
  make: () => ead(LITTLE),
  deterministic: () => ead(LITTLE),
  targeted: () => ead({ ...LITTLE, targeted: true }),
  random: false,
});

describe('ead on a logistic model', () => {
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const wide = classifier(model, { bounds: [-9, 9] });
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);

  it('changes few values where the L1 norm weighs much, and is C&W without it', async () => {
    const dense = await ead({ ...QUICK, rule: 'en', beta: 0, steps: 200 }).run(wide, xs, labelsOf(1));
    expect(dense.distances.l2[0]).toBeLessThanOrEqual((1.3 / Math.sqrt(5.25)) * 1.02);
    // A step of c w 0.05 shrinks by 0.1. The first value settles at c - 1, and the second moves only where c exceeds 2:
    // constants between 1.65 and 2 leave all of the change, m / |w|_inf, to the first.
    const sparse = await ead({ ...QUICK, beta: 0.1, searches: 8, initialConstant: 1 }).run(
      wide,
      xs,
      labelsOf(1),
    );
    const changes = Array.from(tf.sub(sparse.adversarial, xs).dataSync());
    expect(changes.map((change) => change !== 0)).toEqual([true, false, false, false]);
    expect(sparse.distances.l1[0]).toBeLessThanOrEqual(0.65 * 1.05);
  });

  it('chooses by the rule it is told', async () => {
    const some = { ...QUICK, beta: 0.02, steps: 100 };
    const byL1 = await ead({ ...some, rule: 'l1' }).run(wide, xs, labelsOf(1));
    const byNet = await ead({ ...some, rule: 'en' }).run(wide, xs, labelsOf(1));
    const net = ({ distances: { l1, l2 } }: typeof byL1) => (l2[0] ?? 0) ** 2 + 0.02 * (l1[0] ?? 0);
    expect(byL1.distances.l1[0]).toBeLessThanOrEqual(byNet.distances.l1[0] ?? 0);
    expect(net(byNet)).toBeLessThanOrEqual(net(byL1) + 1e-6);
  });

  it('leaves a sample that is wrong already as it is, however confident it wants to be', async () => {
    const attack = ead({ ...QUICK, confidence: 5 });
    const result = await attack.run(model, tf.tensor2d([[0, 0.9, 0, 0]]), labelsOf(1));
    expect([result.alreadyMisclassified[0], result.distances.linf[0]]).toEqual([true, 0]);
  });

  it('goes beyond the boundary by the confidence', async () => {
    const result = await ead({ ...QUICK, confidence: 1 }).run(wide, xs, labelsOf(1));
    expect(model(result.adversarial).dataSync()[1]).toBeLessThanOrEqual(-1 + 1e-6);
  });

  it('spends a gradient and a query on each step', async () => {
    const result = await ead({ ...QUICK, searches: 2, steps: 7, abortEarly: false }).run(
      model,
      xs,
      labelsOf(1),
    );
    expect([result.gradients[0], result.queries[0]]).toEqual([1 + 14, 14]);
  });

  it('stops a sample that gets nowhere', async () => {
    // The step is shorter than beta: shrinking takes it back.
    const slow = { searches: 1, steps: 40, rate: 1e-6 };
    const stopped = await ead(slow).run(model, xs, labelsOf(1));
    const patient = await ead({ ...slow, abortEarly: false }).run(model, xs, labelsOf(1));
    expect([stopped.queries[0], patient.queries[0]]).toEqual([8, 40]);
  });
});

describe('ead', () => {
  it.each([
    [{ searches: 0 }, /searches must be a positive integer, got 0/],
    [{ steps: 0.5 }, /steps must be a positive integer, got 0.5/],
    [{ rate: -1 }, /rate must be a finite number greater than 0, got -1/],
    [{ initialConstant: 0 }, /initialConstant must be a finite number greater than 0/],
    [{ beta: -1 }, /beta must be a finite number >= 0, got -1/],
    [{ confidence: Number.NaN }, /confidence must be a finite number >= 0, got NaN/],
    [{ rule: 'l2' as 'l1' }, /rule must be 'en' or 'l1', got l2/],
  ])('refuses %o', (options, message) => {
    expect(() => ead(options)).toThrow(InvalidOptionError);
    expect(() => ead(options)).toThrow(message);
  });
});
