import { randomBeta } from 'd3-random';
import { InvalidOptionError } from '../errors.ts';
import type { Random } from '../random.ts';

export interface MixOptions {
  /** Both parameters of the Beta distribution of the mixture, greater than 0; small ones mix little. Default 1 (uniform), as in torchvision. */
  readonly alpha?: number;
}

/** @throws InvalidOptionError when alpha is not positive */
export function checkAlpha(by: string, alpha: number): void {
  if (!(alpha > 0 && alpha < Infinity))
    throw new InvalidOptionError(`${by}: alpha is ${alpha}; pass a number greater than 0.`);
}

/** The weight of an image's own part, in [0, 1]. */
export const drawWeight = (random: Random, alpha: number): number =>
  randomBeta.source(random)(alpha, alpha)();
