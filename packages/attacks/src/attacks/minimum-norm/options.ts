import { InvalidOptionError } from '../../errors.ts';

/** @throws InvalidOptionError when `value` is not an integer of at least `least`. */
export function wholeNumber(name: string, value: number, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  const kind = least === 1 ? 'a positive integer' : `an integer of at least ${least}`;
  throw new InvalidOptionError(`${name} must be ${kind}, got ${value}`);
}

/** @throws InvalidOptionError when `value` is not finite, or not greater than 0. */
export function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidOptionError(`${name} must be a finite number greater than 0, got ${value}`);
}

/** @throws InvalidOptionError when `value` is not finite, or negative. */
export function notNegative(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidOptionError(`${name} must be a finite number >= 0, got ${value}`);
}

/** @throws InvalidOptionError when `value` is not between 0 and 1, both excluded. */
export function fraction(name: string, value: number): number {
  if (value > 0 && value < 1) return value;
  throw new InvalidOptionError(`${name} must be a number between 0 and 1, both excluded, got ${value}`);
}
