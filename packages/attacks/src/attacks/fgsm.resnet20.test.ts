import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cifar10Images, cifar10ResNet20, hasRealData } from '../testing/cifar10-resnet20.ts';
import { l2 } from '../threats/l2.ts';
import type { Attack } from './attack.ts';
import { bim } from './bim.ts';
import { diFgsm } from './di-fgsm.ts';
import { eotPgd } from './eot-pgd.ts';
import { ffgsm } from './ffgsm.ts';
import { fgsm } from './fgsm.ts';
import { miFgsm } from './mi-fgsm.ts';
import { niFgsm } from './ni-fgsm.ts';
import { pgd } from './pgd.ts';
import { rFgsm } from './r-fgsm.ts';
import { siFgsm } from './si-fgsm.ts';
import { tiFgsm } from './ti-fgsm.ts';
import { vmiFgsm } from './vmi-fgsm.ts';

const EPS = 8 / 255;

// Convolutions of this size take the pure JavaScript backend minutes.
describe.skipIf(!hasRealData || tf.getBackend() !== 'wasm')(
  'the FGSM family on the published ResNet-20 (needs GRADLAB_DATA, on wasm)',
  () => {
    it('fgsm is the formula x + eps sign(gradient), clipped, for 100 images', async () => {
      const { model, dispose } = cifar10ResNet20();
      const { xs, labels } = cifar10Images(100);
      // The gradient of -log p_y is the sum of p_k (dz_k - dz_y): with weights that are computed first it is linear in the
      // logits. Scaled to sum to 1 over the other classes, they keep its signs, however small the p_k are.
      const weights = tf.tidy(() => {
        const own = tf.oneHot(labels, 10);
        const others = tf.softmax(tf.where(tf.cast(own, 'bool'), -1e9, model.logits(xs)) as tf.Tensor2D);
        return tf.sub(others, own);
      });
      const linear = (x: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(model.logits(x), weights));
      const gradient = tf.tidy(() => tf.grad(linear)(xs));
      const adversarial = await fgsm({ eps: EPS })(model, xs, labels);
      const [values, clean, slopes] = [adversarial.dataSync(), xs.dataSync(), gradient.dataSync()];
      const perImage = 32 * 32 * 3;
      let compared = 0;
      for (let image = 0; image < 100; image++) {
        const own = Float32Array.from(slopes.slice(image * perImage, (image + 1) * perImage));
        const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        own.forEach((slope, i) => {
          // The two ways to compute it round differently, so that slopes near 0 may differ in sign.
          if (Math.abs(slope) < 1e-4 * largest) return;
          compared++;
          const at = image * perImage + i;
          const expected = Math.min(
            Math.max(Math.fround(clean[at]! + Math.fround(EPS) * Math.sign(slope)), 0),
            1,
          );
          expect(Math.abs(values[at]! - expected)).toBeLessThanOrEqual(6e-8);
        });
      }
      expect(compared).toBeGreaterThan(0.99 * values.length);
      tf.dispose([xs, labels, weights, gradient, adversarial]);
      dispose();
    });

    it('no attack leaves its ball, and each leaves less than fgsm where it takes more steps', async () => {
      const { model, dispose } = cifar10ResNet20();
      const { xs, labels } = cifar10Images(8);
      const robust = async (attack: Attack) => {
        const result = await attack.run(model, xs, labels);
        result.dispose();
        const radius = attack.threat.eps as number;
        const farthest = Math.max(...result.distances[attack.threat.norm]);
        expect(farthest, attack.id).toBeLessThanOrEqual(radius + 1e-6);
        return result.success.filter((hit, i) => !hit && !result.alreadyMisclassified[i]).length;
      };
      const single = Math.max(await robust(fgsm()), await robust(ffgsm()), await robust(rFgsm()));
      const many: Attack[] = [
        pgd(),
        bim(),
        miFgsm(),
        niFgsm(),
        diFgsm(),
        tiFgsm({ kernelSize: 3 }),
        siFgsm({ scales: 2 }),
        vmiFgsm({ neighbours: 2 }),
        eotPgd({ samples: 2 }),
        pgd({ eps: 0.5, threat: l2, loss: 'margin' }),
        pgd({ loss: 'dlr', earlyStop: true }),
      ];
      for (const attack of many) expect(await robust(attack), attack.id).toBeLessThanOrEqual(single);
      expect(await robust(pgd())).toBe(0);
      tf.dispose([xs, labels]);
      dispose();
    });
  },
);
