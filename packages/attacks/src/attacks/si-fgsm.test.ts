import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { inputGradient } from '../losses/input-gradient.ts';
import { expectClose, labelsOf, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { l2 } from '../threats/l2.ts';
import { miFgsm } from './mi-fgsm.ts';
import { niFgsm } from './ni-fgsm.ts';
import { siFgsm } from './si-fgsm.ts';

const shapes = SAMPLE_SHAPES.slice(2);
itSpendsItsBudget('si-fgsm', (eps) => siFgsm({ eps, scales: 2 }), 'linf', { shapes });
itIsAnHonestAttack('si-fgsm', {
  make: () => siFgsm({ eps: 0.1, steps: 3, scales: 2 }),
  deterministic: () => siFgsm({ eps: 0.1, steps: 3, scales: 3 }),
  zero: () => siFgsm({ eps: 0 }),
  targeted: () => siFgsm({ eps: 0.02, scales: 2, targeted: true }),
  random: false,
});

describe('si-fgsm', () => {
  const net = smoothNet(6, 3, 81);
  const xs = uniform([3, 6], 83);
  const labels = labelsOf(0, 1, 2);

  it('follows the mean gradient of the loss over scaled copies', async () => {
    const unbounded = { bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } as const;
    const target = classifier(net, unbounded);
    const gradients = [0, 1, 2].map((power) =>
      inputGradient(
        classifier((x) => net(tf.div(x, 2 ** power)), unbounded),
        xs,
        labels,
      ),
    );
    const expected = tf.mul(l2(1).steepest(tf.addN(gradients)), 0.05).dataSync();
    const options = { eps: 0.1, alpha: 0.05, threat: l2, steps: 1, scales: 3 };
    const { adversarial, gradients: spent } = await siFgsm(options).run(target, xs, labels);
    expectClose(tf.sub(adversarial, xs).dataSync(), expected, 1e-6);
    expect([...spent]).toEqual([3, 3, 3]);
  });

  it('is ni-fgsm, or mi-fgsm, with one scale', async () => {
    const values = async (attack: typeof niFgsm) => [
      ...(await attack({ eps: 0.1, steps: 4 })(net, xs, labels)).dataSync(),
    ];
    expect(await values((options) => siFgsm({ ...options, scales: 1 }))).toEqual(await values(niFgsm));
    expect(await values((options) => siFgsm({ ...options, scales: 1, nesterov: false }))).toEqual(
      await values(miFgsm),
    );
  });

  it('refuses what is out of range', () => {
    expect(() => siFgsm({ scales: 0 })).toThrow(/scales must be a positive integer/);
    expect(() => siFgsm({ decay: -1 })).toThrow(/decay/);
  });
});
