import { TrainError } from './errors.ts';

/** @throws TrainError where a setting of an optimizer is no number in [0, `below`), or [0, infinity). */
export function checkSetting(where: string, value: number, below = Number.POSITIVE_INFINITY): void {
  if (value >= 0 && value < below) return;
  throw new TrainError(`${where} must be a number in [0, ${below}), got ${value}.`);
}

/** @throws TrainError where a setting is no integer of at least `least`. */
export function checkInteger(where: string, value: number, least = 1): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new TrainError(`${where} must be an integer of at least ${least}, got ${value}.`);
}
