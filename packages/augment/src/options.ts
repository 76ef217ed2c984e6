import { InvalidOptionError } from './errors.ts';

/** @throws InvalidOptionError when `p` is no probability */
export function probability(by: string, p: number, name = 'p'): void {
  if (!(p >= 0 && p <= 1))
    throw new InvalidOptionError(`${by}: ${name} is ${p}; pass a probability in [0, 1].`);
}
