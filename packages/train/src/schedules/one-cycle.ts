import { checkSetting } from '../settings.ts';
import type { Schedule } from './schedule.ts';

export interface OneCycleOptions {
  /** Part of the updates before the peak. Default: 0.3, PyTorch's. */
  readonly rise?: number;
  /** Factor of the first update. Default: 1/25, PyTorch's. */
  readonly start?: number;
  /** Factor of the last update. Default: `start` / 10 000, PyTorch's. */
  readonly end?: number;
}

/**
 * One rise to the optimizer's learning rate and one long fall, both half cosines (Smith and Topin 2018, arXiv:1708.07120), as PyTorch's
 * OneCycleLR without momentum.
 */
export function oneCycle({ rise = 0.3, start = 1 / 25, end = start / 1e4 }: OneCycleOptions = {}): Schedule {
  checkSetting('oneCycle: rise', rise, 1);
  checkSetting('oneCycle: start', start);
  checkSetting('oneCycle: end', end);
  const between = (from: number, to: number, done: number) =>
    to + ((from - to) / 2) * (1 + Math.cos(Math.PI * Math.min(1, done)));
  return ({ step, steps }) => {
    const peak = rise * steps - 1;
    if (step <= peak) return between(start, 1, step / peak);
    return between(1, end, steps - 1 > peak ? (step - peak) / (steps - 1 - peak) : 1);
  };
}
