import { InvalidOptionError } from '../../errors.ts';
import type { ApgdCommonOptions } from '../apgd.ts';

/** @throws InvalidOptionError when an option is out of its range. */
export function checkApgd(options: ApgdCommonOptions) {
  const { steps = 100, restarts = 1, rho = 0.75, eot = 1, seed = 0 } = options;
  const { randomStart = true, earlyStop = true } = options;
  for (const [name, value] of Object.entries({ steps, restarts, eot })) checkCount(name, value);
  if (!(rho >= 0 && rho <= 1)) throw new InvalidOptionError(`rho must be in [0, 1], got ${rho}`);
  if (!Number.isSafeInteger(seed)) throw new InvalidOptionError(`seed must be an integer, got ${seed}`);
  return { steps, restarts, rho, eot, seed, randomStart, earlyStop };
}

/** @throws InvalidOptionError when `value` is not a positive integer. */
export function checkCount(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new InvalidOptionError(`${name} must be a positive integer, got ${value}`);
  }
}
