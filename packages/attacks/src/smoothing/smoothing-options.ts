import { InvalidOptionError } from '../errors.ts';
import type { Progress } from '../evaluate/each-batch.ts';
import { checkAlpha } from './clopper-pearson.ts';

/** What predicting and certifying by noise share. */
export interface SmoothingOptions {
  /** Standard deviation of the Gaussian noise, in units of the input. Greater than 0. */
  readonly sigma: number;
  /** Noisy copies of each sample. */
  readonly samples?: number;
  /** How often an answer may be wrong: a fraction. Default 0.001. */
  readonly alpha?: number;
  /** Noisy copies that go through the model at once. Default 400. */
  readonly batchSize?: number;
  /** Integer that decides the noise. The same seed gives the same answer, whatever the batch size. Default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Called after every sample. */
  readonly onProgress?: (progress: Progress) => void;
}

export type CheckedSmoothing = Required<Omit<SmoothingOptions, 'signal' | 'onProgress'>> &
  Pick<SmoothingOptions, 'signal' | 'onProgress'>;

export function checkCount(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new InvalidOptionError(`${name} must be a positive integer, got ${value}`);
  }
}

/** @throws InvalidOptionError when one is out of its range. */
export function checkSmoothing(options: SmoothingOptions, usualSamples: number): CheckedSmoothing {
  const checked = { samples: usualSamples, alpha: 0.001, batchSize: 400, seed: 0, ...options };
  if (!(checked.sigma > 0 && Number.isFinite(checked.sigma))) {
    throw new InvalidOptionError(`sigma must be a finite number greater than 0, got ${checked.sigma}`);
  }
  checkCount('samples', checked.samples);
  checkCount('batchSize', checked.batchSize);
  checkAlpha(checked.alpha);
  return checked;
}
