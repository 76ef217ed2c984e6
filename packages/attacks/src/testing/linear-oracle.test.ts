import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fgsm } from '../attacks/fgsm.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { itIsAnHonestAttack } from './honest-attack.ts';
import { BATCHES, itSpendsItsBudget, linearModel, oracleSamples, SAMPLE_SHAPES } from './linear-oracle.ts';

describe('the linear oracle', () => {
  it('is right about its samples, and keeps the bounds out of the way', () => {
    for (const batch of BATCHES) {
      for (const sample of SAMPLE_SHAPES) {
        const { xs, labels } = oracleSamples(batch, sample);
        expect(xs.shape).toEqual([batch, ...sample]);
        expect([...tf.argMax(linearModel(xs), 1).dataSync()]).toEqual([...labels.dataSync()]);
        const values = [...xs.dataSync()];
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0.2);
        expect(Math.max(...values)).toBeLessThanOrEqual(0.8);
      }
    }
  });

  // FGM is optimal on a linear model, so its successes are where the true distance is.
  it.each([
    ['linf', linf],
    ['l2', l2],
    ['l1', l1],
  ] as const)('knows the smallest perturbations in %s', async (norm, threat) => {
    const { xs, labels, optimum } = oracleSamples(8, [16]);
    const success = async (factor: number) => {
      const eps = optimum[norm].map((best) => best * factor);
      return (await fgsm({ eps, threat }).run(linearModel, xs, labels)).success;
    };
    expect(await success(0.999)).toEqual(new Array(8).fill(false));
    expect(await success(1.001)).toEqual(new Array(8).fill(true));
  });
});

itSpendsItsBudget('fgsm', (eps) => fgsm({ eps }), 'linf');
itIsAnHonestAttack('fgsm', {
  make: () => fgsm({ eps: 0.1 }),
  deterministic: () => fgsm({ eps: 0.1 }),
  zero: () => fgsm({ eps: 0 }),
  targeted: () => fgsm({ eps: 0.02, targeted: true }),
  random: false,
  iterative: false,
});
