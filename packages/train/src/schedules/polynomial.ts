import { checkSetting } from '../settings.ts';
import type { Schedule } from './schedule.ts';

export interface PolynomialOptions {
  /** Default: 1, a straight line. */
  readonly power?: number;
  /** The factor after the last update. Default: 0. */
  readonly end?: number;
}

/** From 1 to `end` over the whole run, update by update: (1 - end) (1 - step / steps)^power + end. */
export function polynomial({ power = 1, end = 0 }: PolynomialOptions = {}): Schedule {
  checkSetting('polynomial: power', power);
  checkSetting('polynomial: end', end);
  return ({ step, steps }) => (1 - end) * (1 - step / steps) ** power + end;
}
