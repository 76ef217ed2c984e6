import { checkSetting } from '../settings.ts';
import type { Schedule } from './schedule.ts';

export interface CosineOptions {
  /** Epochs of a straight rise from `start` to 1 before the descent; fractions count. Default: 0. */
  readonly warmup?: number;
  /** The factor of the first update where there is a warm-up. Default: 0. */
  readonly start?: number;
  /** The factor after the last update. Default: 0. */
  readonly end?: number;
}

/**
 * Half a cosine from 1 to `end`, update by update (Loshchilov and Hutter 2017, arXiv:1608.03983), after a linear warm-up (Goyal et al.
 * 2017, arXiv:1706.02677).
 */
export function cosine({ warmup = 0, start = 0, end = 0 }: CosineOptions = {}): Schedule {
  checkSetting('cosine: warmup', warmup);
  checkSetting('cosine: start', start);
  checkSetting('cosine: end', end);
  return ({ step, steps, stepsPerEpoch }) => {
    const rise = Math.min(warmup * stepsPerEpoch, steps);
    if (step < rise) return start + ((1 - start) * step) / rise;
    const done = rise === steps ? 1 : (step - rise) / (steps - rise);
    return end + (1 - end) * 0.5 * (1 + Math.cos(Math.PI * done));
  };
}
