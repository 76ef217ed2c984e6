import { InvalidOptionError } from '../../errors.ts';
import type { Norm, ThreatModel } from '../../threats/threat.ts';

/** @throws InvalidOptionError when `value` is not a positive integer. */
export function checkCount(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidOptionError(`${name} must be a positive integer, got ${value}`);
}

/** @throws InvalidOptionError when `value` is not a finite number above 0. */
export function checkPositive(value: number, name: string): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidOptionError(`${name} must be a finite number greater than 0, got ${value}`);
}

/** @throws InvalidOptionError when `value` is not in (0, 1]. */
export function checkFraction(value: number, name: string): number {
  if (value > 0 && value <= 1) return value;
  throw new InvalidOptionError(`${name} must be in (0, 1], got ${value}`);
}

/** @throws InvalidOptionError when `seed` is not an integer. */
export function checkSeed(seed = 0): number {
  if (Number.isSafeInteger(seed)) return seed;
  throw new InvalidOptionError(`seed must be an integer, got ${seed}`);
}

/** @throws InvalidOptionError when the threat model's norm is none of `norms`. */
export function checkNorm<N extends Norm>(attack: string, { norm }: ThreatModel, norms: readonly N[]): N {
  const known = norms.find((name) => name === norm);
  if (known !== undefined) return known;
  throw new InvalidOptionError(`${attack} works in ${norms.join(' and ')}, got a threat model in ${norm}`);
}
