import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ZeroGradientError } from '../errors.ts';
import { expectClose, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { eotPgd } from './eot-pgd.ts';
import { pgd } from './pgd.ts';

const shapes = SAMPLE_SHAPES.slice(2);
itSpendsItsBudget('eot-pgd', (eps) => eotPgd({ eps, samples: 2 }), 'linf', { shapes });
itIsAnHonestAttack('eot-pgd', {
  make: ({ seed }) => eotPgd({ eps: 0.1, steps: 2, samples: 2, seed }),
  deterministic: () => eotPgd({ eps: 0.1, steps: 2, samples: 2, randomStart: false }),
  zero: () => eotPgd({ eps: 0 }),
  targeted: () => eotPgd({ eps: 0.02, samples: 2, targeted: true }),
});

/** A model that answers with one margin, then with the other, and so on. */
function alternating(...weights: number[][]) {
  let call = 0;
  const models = weights.map((w) => logistic(w, 0));
  return (xs: tf.Tensor) => models[call++ % models.length]!(xs);
}

describe('eot-pgd', () => {
  const xs = tf.tensor2d([[0.5, 0.4]]);

  it('follows the mean gradient of repeated calls, where single ones mislead', async () => {
    // The runner's prediction is one call, so attacks begin with the second model. The mean margin is x1 - x2 / 2.
    const model = () => alternating([3, -2], [-1, 1]);
    const options = { eps: 0.1, steps: 1, alpha: 0.1, randomStart: false, loss: 'margin' } as const;
    const mean = await eotPgd({ ...options, samples: 2 }).run(model(), xs, labelsOf(1));
    expectClose(mean.adversarial.dataSync(), [0.4, 0.5]);
    expect([...mean.gradients]).toEqual([2]);
    expectClose((await pgd(options)(model(), xs, labelsOf(1))).dataSync(), [0.6, 0.3]);
  });

  it('is pgd with one sample', async () => {
    const net = smoothNet(6, 3, 81);
    const batch = uniform([3, 6], 83);
    const labels = labelsOf(0, 1, 2);
    const values = (await eotPgd({ eps: 0.1, samples: 1, seed: 4 })(net, batch, labels)).dataSync();
    expectClose(values, (await pgd({ eps: 0.1, seed: 4 })(net, batch, labels)).dataSync(), 1e-7);
  });

  it('needs a gradient in one of the calls only', async () => {
    const options = { eps: 0.1, steps: 1, samples: 2, randomStart: false } as const;
    const half = await eotPgd(options).run(alternating([1, 1], [0, 0]), xs, labelsOf(1));
    expect(half.zeroGradient).toEqual([false]);
    const dead = eotPgd(options).run(alternating([0, 0]), xs, labelsOf(1));
    await expect(dead).rejects.toThrow(ZeroGradientError);
  });

  it('refuses what is out of range', () => {
    expect(() => eotPgd({ samples: 0 })).toThrow(/samples must be a positive integer/);
    expect(() => eotPgd({ seed: 0.5 })).toThrow(/seed/);
  });
});
