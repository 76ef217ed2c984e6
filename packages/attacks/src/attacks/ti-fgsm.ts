import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError, InvalidOptionError } from '../errors.ts';
import { type AscentOptions, ascentAttack, ascentSettings, atClean, checkNumber } from './ascent.ts';
import type { Attack } from './attack.ts';
import { type DiversityOptions, diverse } from './diverse-input.ts';
import { withMomentum } from './momentum.ts';
import { filtered, plain } from './outlook.ts';

/** `alpha` defaults to eps / steps; `probability` to 0, which leaves inputs as they are (0.5 makes it TI-DIM). */
export interface TiFgsmOptions extends AscentOptions, DiversityOptions {
  /** Side of the Gaussian kernel in pixels, odd. Default 15 (Dong et al.). */
  readonly kernelSize?: number;
  /** How many standard deviations the kernel reaches to each side. Default 3 (Dong et al.). */
  readonly sigmas?: number;
  /** Momentum as in MI-FGSM. Default 1 (Dong et al.'s code): TI-MI-FGSM; 0 is TI-BIM. */
  readonly decay?: number;
}

/**
 * Translation-invariant iterative FGSM, for images NHWC: gradients are blurred by a Gaussian kernel, which stands for the
 * mean over shifted images. For any number of channels, each on its own.
 *
 * Dong, Pang, Su and Zhu (2019), "Evading defenses to transferable adversarial examples by translation-invariant attacks",
 * arXiv:1904.02884.
 * @throws InvalidOptionError when an option is out of range, or `eps` missing for a norm other than `linf`.
 * @throws InvalidInputError (the attack) when the samples are no images.
 */
export function tiFgsm(options: TiFgsmOptions = {}): Attack {
  const settings = ascentSettings('ti-fgsm', options, (eps, steps) => eps / steps);
  const decay = checkNumber('decay', options.decay ?? 1, 0);
  const values = gaussian(options.kernelSize ?? 15, options.sigmas ?? 3);
  const { probability = 0 } = options;
  const direct = plain(settings.loss);
  const seen = probability === 0 ? direct : diverse(direct, { ...options, probability });
  const outlook = filtered(seen, (gradient) => blur(gradient, values));
  return ascentAttack('ti-fgsm', settings, { start: atClean, guide: withMomentum(outlook, { decay }) });
}

/**
 * One axis of the kernel: the normal density at `size` points from `-sigmas` to `sigmas`, scaled to a sum of 1.
 * @throws InvalidOptionError when `size` is not odd, or `sigmas` not positive.
 */
export function gaussian(size: number, sigmas: number): number[] {
  if (!Number.isInteger(size) || size < 1 || size % 2 === 0) {
    throw new InvalidOptionError(`kernelSize must be an odd positive integer, got ${size}`);
  }
  checkNumber('sigmas', sigmas, Number.EPSILON);
  const density = Array.from({ length: size }, (_, i) => {
    const x = size === 1 ? 0 : sigmas * ((2 * i) / (size - 1) - 1);
    return Math.exp((-x * x) / 2);
  });
  const sum = density.reduce((total, value) => total + value, 0);
  return density.map((value) => value / sum);
}

/** The Gaussian is a product, so it blurs along one axis after the other; pixels beyond the edge count as 0. */
function blur(gradient: tf.Tensor, kernel: readonly number[]): tf.Tensor {
  if (gradient.rank !== 4) {
    throw new InvalidInputError(`ti-fgsm needs images [N, H, W, C], got the shape [${gradient.shape}]`);
  }
  const channels = gradient.shape[3] ?? 1;
  const along = (shape: [number, number]) =>
    tf.tile(tf.tensor4d([...kernel], [...shape, 1, 1]), [1, 1, channels, 1]) as tf.Tensor4D;
  const columns = tf.depthwiseConv2d(gradient as tf.Tensor4D, along([kernel.length, 1]), 1, 'same');
  return tf.depthwiseConv2d(columns, along([1, kernel.length]), 1, 'same');
}
