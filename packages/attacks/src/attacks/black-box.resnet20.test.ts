import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { undifferentiable } from '../testing/black-box.ts';
import { cifar10Images, cifar10ResNet20, hasRealData } from '../testing/cifar10-resnet20.ts';
import { hopSkipJump } from './hop-skip-jump.ts';
import { spsa } from './spsa.ts';
import { square } from './square.ts';

const COUNT = 8;

// Convolutions of this size take the pure JavaScript backend minutes.
describe.skipIf(!hasRealData || tf.getBackend() !== 'wasm')(
  'attacks that only ask, on the published ResNet-20 (GRADLAB_DATA is set, on wasm)',
  () => {
    it('fool it without gradients at 8/255: nearly all images with 650 queries, some with 100', async () => {
      const { model, dispose } = cifar10ResNet20();
      const opaque = classifier(undifferentiable((x) => model.logits(x)));
      const { xs, labels } = cifar10Images(COUNT);
      const bySpsa = await spsa({ steps: 10, samples: 64 }).run(opaque, xs, labels);
      const bySquare = await square({ queries: 100 }).run(opaque, xs, labels);
      expect(bySpsa.alreadyMisclassified).toEqual(new Array(COUNT).fill(false));
      expect(bySpsa.success.filter(Boolean).length).toBeGreaterThanOrEqual(COUNT - 1);
      expect(bySquare.success.filter(Boolean).length).toBeGreaterThanOrEqual(COUNT / 4);
      for (const { distances, queries } of [bySpsa, bySquare]) {
        expect(Math.max(...distances.linf)).toBeLessThanOrEqual(8 / 255 + 1e-6);
        expect(Math.max(...queries)).toBeLessThanOrEqual(650);
      }
      tf.dispose([xs, labels, bySpsa.adversarial, bySquare.adversarial]);
      dispose();
    });

    it('come nearer to the image with more queries, by decisions alone', async () => {
      const { model, dispose } = cifar10ResNet20();
      const { xs, labels } = cifar10Images(2);
      const distances = async (queries: number) => {
        const result = await hopSkipJump({ queries }).run(model, xs, labels);
        expect(result.success).toEqual([true, true]);
        result.dispose();
        return result.distances.l2;
      };
      const [few, many] = [await distances(100), await distances(600)];
      for (const [i, distance] of many.entries()) expect(distance).toBeLessThan(0.6 * (few[i] ?? 0));
      tf.dispose([xs, labels]);
      dispose();
    });
  },
);
