import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { robustAccuracy } from '../evaluate/robust-accuracy.ts';
import { cifar10Images, cifar10ResNet20, hasRealData } from '../testing/cifar10-resnet20.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { autoAttack } from './auto-attack.ts';
import { fabT } from './fab.ts';
import { fgsm } from './fgsm.ts';
import { pgd } from './pgd.ts';

const SMALL = { steps: 10, targets: 2, queries: 20 } as const;

const here = hasRealData && tf.getBackend() === 'wasm';

describe.skipIf(!here)('attacks on the published ResNet-20 (needs GRADLAB_DATA, on wasm)', () => {
  it('orders the attacks by strength, down to nothing under the whole AutoAttack', async () => {
    const { model, dispose } = cifar10ResNet20();
    const accuracy = async (attack: Parameters<typeof robustAccuracy>[2]['attack'], eps: number) => {
      const { xs, labels: ys } = cifar10Images(16);
      const [point] = await robustAccuracy(model, [{ xs, ys }], { attack, eps: [eps] });
      return point as NonNullable<typeof point>;
    };
    // Smaller than 8/255, so that the weaker ones leave something.
    const once = await accuracy(fgsm, 1 / 255);
    const descent = await accuracy(pgd, 1 / 255);
    const ensemble = await accuracy(
      ({ eps }) => autoAttack({ eps, version: 'custom', custom: SMALL }),
      1 / 255,
    );
    expect(once.cleanAccuracy).toBeGreaterThanOrEqual(0.9);
    expect(once.accuracy).toBeLessThanOrEqual(once.cleanAccuracy);
    expect(descent.accuracy).toBeLessThanOrEqual(once.accuracy);
    expect(ensemble.accuracy).toBeLessThanOrEqual(descent.accuracy);
    expect((await accuracy(autoAttack, 8 / 255)).accuracy).toBe(0);
    dispose();
  });

  it.each([
    ['linf', linf, 8 / 255],
    ['l2', l2, 0.5],
    ['l1', l1, 12],
  ] as const)('leaves nothing under AutoAttack in %s', async (norm, threat, eps) => {
    const { xs, labels } = cifar10Images(8);
    const { model, dispose } = cifar10ResNet20();
    const attack = autoAttack({ eps, threat, version: 'custom', custom: SMALL });
    const result = await attack.run(model, xs, labels);
    const right = result.success.map((hit, i) => !hit && result.alreadyMisclassified[i] === false);
    expect(right).toEqual(new Array(8).fill(false));
    // Float32 rounding of 3072 values near 1, each within 6e-8, in the sum of L1.
    const rounding = norm === 'l1' ? 2e-4 : 1e-6;
    expect(Math.max(...result.distances[norm])).toBeLessThanOrEqual(eps + rounding);
    tf.dispose([xs, labels, result.adversarial]);
    dispose();
  });

  it('is a few 255ths from other classes by FAB', async () => {
    const { xs, labels } = cifar10Images(4);
    const { model, dispose } = cifar10ResNet20();
    const { distances, success } = await fabT({ steps: 10, targets: 2 }).run(model, xs, labels);
    expect(success).toEqual([true, true, true, true]);
    // Trained without attacks: PGD at 8/255 leaves less than 1 % of its images right.
    expect(Math.max(...distances.linf)).toBeLessThan(4 / 255);
    expect(Math.min(...distances.linf)).toBeGreaterThan(0);
    tf.dispose([xs, labels]);
    dispose();
  });
});
