import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { robustAccuracy } from '../evaluate/robust-accuracy.ts';
import { cifar10Images, cifar10ResNet20, hasRealData } from '../testing/cifar10-resnet20.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import type { Attack } from './attack.ts';
import { ddn } from './ddn.ts';
import { deepFool } from './deep-fool.ts';
import { fmn } from './fmn.ts';
import { jsma } from './jsma.ts';

const IMAGES = 4;
const here = hasRealData && tf.getBackend() === 'wasm';

describe.skipIf(!here)('smallest changes on the published ResNet-20 (needs GRADLAB_DATA, on wasm)', () => {
  it.each([
    ['DDN and FMN', 'l2', l2, 0.5, [ddn({ steps: 40, initialEps: 0.2, alpha: 0.3 }), fmn({ steps: 30 })]],
    ['FMN', 'linf', linf, 8 / 255, [fmn({ steps: 30, threat: linf })]],
  ] as const)('are found closer by %s than by DeepFool in %s', async (_, norm, threat, visible, attacks) => {
    const { model, dispose } = cifar10ResNet20();
    const { xs, labels } = cifar10Images(IMAGES);
    const mean = async (attack: Attack) => {
      const result = await attack.run(model, xs, labels);
      result.dispose();
      expect(result.success).toEqual(result.alreadyMisclassified.map((already) => !already));
      return result.distances[norm].reduce((sum, distance) => sum + distance, 0) / IMAGES;
    };
    const fool = await mean(deepFool({ threat }));
    expect(fool).toBeLessThan(visible);
    for (const attack of attacks) expect(await mean(attack)).toBeLessThan(fool);
    tf.dispose([xs, labels]);
    dispose();
  });

  it('give the whole curve of robust accuracy in one run', async () => {
    const { model, dispose } = cifar10ResNet20();
    const { xs, labels: ys } = cifar10Images(IMAGES);
    const curve = await robustAccuracy(model, [{ xs, ys }], {
      attack: () => fmn({ steps: 20, threat: linf }),
      eps: [0, 0.5 / 255, 1 / 255, 8 / 255],
    });
    const accuracies = curve.map(({ accuracy }) => accuracy);
    expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a));
    expect([accuracies[0], accuracies.at(-1)]).toEqual([curve[0]?.cleanAccuracy, 0]);
    dispose();
  });

  it('can be few instead: JSMA changes at most 2 % of the values', async () => {
    const { model, dispose } = cifar10ResNet20();
    const { xs, labels } = cifar10Images(IMAGES);
    const { success, adversarial, alreadyMisclassified } = await jsma({ gamma: 0.05 }).run(model, xs, labels);
    expect(success).toEqual(alreadyMisclassified.map((already) => !already));
    const changed = tf.tidy(
      () => tf.mean(tf.cast(tf.notEqual(adversarial, xs), 'float32')).dataSync()[0] ?? 1,
    );
    expect(changed).toBeLessThan(0.02);
    tf.dispose([xs, labels, adversarial]);
    dispose();
  });
});
