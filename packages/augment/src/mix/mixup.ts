import { type Transform, validBatch, validSeed } from '../batch.ts';
import { randomOf } from '../random.ts';
import { checkAlpha, drawWeight, type MixOptions } from './alpha.ts';
import { mixedWithPrevious, probabilitiesOf } from './probabilities.ts';

/**
 * Weighted means of images and of their labels (Zhang et al., mixup: beyond empirical risk minimization, ICLR 2018), as torchvision's MixUp:
 * one weight from Beta(alpha, alpha) for the whole batch, and each image's partner is the one before it, so batches must be shuffled. An
 * image that is alone in its batch stays as it is. The result's labels are probabilities, `[N, classes]`.
 *
 * @throws InvalidOptionError for an alpha that is not positive; the transform throws InvalidBatchError for a label outside its classes
 */
export function mixup({ alpha = 1 }: MixOptions = {}): Transform {
  checkAlpha('mixup', alpha);
  return (batch, seed) => {
    validBatch(batch, 'mixup');
    const weight = drawWeight(randomOf(validSeed(seed), 'batch'), alpha);
    const { images, shape, classes } = batch;
    const size = shape[1] * shape[2] * shape[3];
    const mixed = new Float32Array(images.length);
    // The partner of the first image is the last one.
    for (let i = 0, partner = images.length - size; i < images.length; i++, partner++) {
      if (partner === images.length) partner = 0;
      mixed[i] = weight * (images[i] as number) + (1 - weight) * (images[partner] as number);
    }
    const labels = mixedWithPrevious(probabilitiesOf('mixup', batch), classes, weight);
    return { ...batch, images: mixed, labels };
  };
}
