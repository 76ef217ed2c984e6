import { InvalidOptionError } from '../../errors.ts';
import type { ApgdCommonOptions } from '../apgd.ts';
import { checkCount, checkSeed } from '../ascent.ts';

/** @throws InvalidOptionError when an option is out of its range. */
export function checkApgd(options: ApgdCommonOptions) {
  const { steps = 100, restarts = 1, rho = 0.75, eot = 1, seed = 0 } = options;
  const { randomStart = true, earlyStop = true } = options;
  for (const [name, value] of Object.entries({ steps, restarts, eot })) checkCount(name, value);
  if (!(rho >= 0 && rho <= 1)) throw new InvalidOptionError(`rho must be in [0, 1], got ${rho}`);
  checkSeed(seed);
  return { steps, restarts, rho, eot, seed, randomStart, earlyStop };
}
