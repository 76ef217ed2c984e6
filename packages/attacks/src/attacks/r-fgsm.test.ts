import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { rFgsm } from './r-fgsm.ts';

itIsAnHonestAttack('r-fgsm', {
  make: ({ seed }) => rFgsm({ eps: 0.1, seed }),
  zero: () => rFgsm({ eps: 0 }),
  targeted: () => rFgsm({ eps: 0.05, alpha: 0.005, targeted: true }),
  iterative: false,
});

describe('r-fgsm', () => {
  const model = logistic(new Array(20).fill(1), -5);
  const xs = tf.fill([1, 20], 0.5);

  it('takes a random step by signs, and then one along the gradient', async () => {
    const { adversarial, gradients } = await rFgsm({ eps: 0.1, alpha: 0.03 }).run(model, xs, labelsOf(1));
    const deltas = [...tf.sub(adversarial, xs).dataSync()].map((value) => Number(value.toFixed(5)));
    // The gradient's step is -0.07 everywhere, the random one 0.03 or -0.03.
    expect(new Set(deltas)).toEqual(new Set([-0.04, -0.1]));
    expect([...gradients]).toEqual([1]);
  });

  it.each([
    ['linf', linf],
    ['l2', l2],
    ['l1', l1],
  ] as const)('spends up to eps in %s, one for each sample', async (norm, threat) => {
    const two = tf.tile(xs, [2, 1]);
    const { distances } = await rFgsm({ eps: [0.1, 0.4], threat }).run(model, two, labelsOf(1, 1));
    expect(distances[norm][0]).toBeLessThanOrEqual(0.1 + 1e-6);
    expect(distances[norm][1]).toBeLessThanOrEqual(0.4 + 1e-6);
    expect(distances[norm][1]).toBeGreaterThan(0.1);
  });

  it('refuses a random step as long as eps, or longer', () => {
    for (const alpha of [0.1, 0.2]) {
      expect(() => rFgsm({ eps: 0.1, alpha })).toThrow(InvalidOptionError);
    }
    expect(() => rFgsm({ eps: [0.1, 0.3], alpha: 0.2 })).toThrow(
      /alpha must be less than eps, got 0.2 and 0.1/,
    );
    expect(() => rFgsm({ seed: 0.5 })).toThrow(/seed/);
  });
});
