import { randomInt } from 'd3-random';
import { type ImageShape, type Transform, validBatch, validSeed } from '../batch.ts';
import { type Random, randomOf } from '../random.ts';
import { checkAlpha, drawWeight, type MixOptions } from './alpha.ts';
import { mixedWithPrevious, probabilitiesOf } from './probabilities.ts';

/** A box of about `area` of the image, of its shape, about a uniformly random pixel; what lies outside the image is cut off. */
function randomBox([height, width]: ImageShape, area: number, random: Random) {
  const x = randomInt.source(random)(0, width)();
  const y = randomInt.source(random)(0, height)();
  const halfWidth = Math.floor(0.5 * Math.sqrt(area) * width);
  const halfHeight = Math.floor(0.5 * Math.sqrt(area) * height);
  return {
    left: Math.max(0, x - halfWidth),
    right: Math.min(width, x + halfWidth),
    top: Math.max(0, y - halfHeight),
    bottom: Math.min(height, y + halfHeight),
  };
}

/**
 * Puts a box of another image into each image, and gives its label the box's share of the area (Yun et al., CutMix: regularization strategy
 * to train strong classifiers with localizable features, ICCV 2019), as torchvision's CutMix: one box for the whole batch, of area
 * 1 - lambda with lambda from Beta(alpha, alpha) before it is cut off at the border; labels are weighed by the area that is left. Each
 * image's partner is the one before it, so batches must be shuffled. An image that is alone in its batch stays as it is. The result's
 * labels are probabilities, `[N, classes]`.
 *
 * @throws InvalidOptionError for an alpha that is not positive; the transform throws InvalidBatchError for a label outside its classes
 */
export function cutmix({ alpha = 1 }: MixOptions = {}): Transform {
  checkAlpha('cutmix', alpha);
  return (batch, seed) => {
    validBatch(batch, 'cutmix');
    const random = randomOf(validSeed(seed), 'batch');
    const [count, ...shape] = batch.shape;
    const [height, width, channels] = shape;
    const weight = drawWeight(random, alpha);
    const { left, right, top, bottom } = randomBox(shape, 1 - weight, random);
    const size = height * width * channels;
    const images = batch.images.slice();
    for (let i = 0; i < count; i++) {
      const partner = ((i + count - 1) % count) * size;
      for (let y = top; y < bottom; y++) {
        const start = (y * width + left) * channels;
        const end = (y * width + right) * channels;
        images.set(batch.images.subarray(partner + start, partner + end), i * size + start);
      }
    }
    const share = ((right - left) * (bottom - top)) / (height * width);
    const labels = mixedWithPrevious(probabilitiesOf('cutmix', batch), batch.classes, 1 - share);
    return { ...batch, images, labels };
  };
}
