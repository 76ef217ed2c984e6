import { InvalidOptionError } from '../errors.ts';
import { type Range, range } from '../options.ts';

/** `[-degrees, degrees]` of one number, and a range as it is. @throws InvalidOptionError for a negative number, or a range out of order */
export function degreesAround(by: string, name: string, degrees: number | Range): Range {
  if (typeof degrees !== 'number') {
    range(by, name, degrees);
    return degrees;
  }
  if (!(degrees >= 0 && degrees < Infinity))
    throw new InvalidOptionError(`${by}: ${name} is ${degrees}; pass a number >= 0, or [min, max].`);
  return [-degrees, degrees];
}
