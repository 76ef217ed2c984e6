import { InvalidOptionError } from '../errors.ts';

/** @throws InvalidOptionError when an option is no integer from `least` to `most` */
export function integer(
  by: string,
  name: string,
  value: number,
  { least, most = Number.POSITIVE_INFINITY }: { readonly least: number; readonly most?: number },
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = Number.isFinite(most) ? `from ${least} to ${most}` : `>= ${least}`;
  throw new InvalidOptionError(`${by}: ${name} is ${value}; pass an integer ${range}.`);
}
