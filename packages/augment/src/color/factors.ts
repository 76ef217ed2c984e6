import { InvalidOptionError } from '../errors.ts';
import type { Range } from '../options.ts';
import type { Random } from '../random.ts';

/** @throws InvalidOptionError when a factor is negative or not finite */
export function checkFactor(by: string, factor: number): void {
  if (!(factor >= 0 && factor < Number.POSITIVE_INFINITY)) {
    throw new InvalidOptionError(`${by}: the factor is ${factor}; pass a number >= 0, 1 changes nothing.`);
  }
}

/** @throws InvalidOptionError when a shift of hues leaves [-0.5, 0.5] */
export function checkShift(by: string, shift: number): void {
  if (!(shift >= -0.5 && shift <= 0.5)) {
    throw new InvalidOptionError(
      `${by}: the shift is ${shift} turns of the colour circle; pass one in [-0.5, 0.5], 0 changes nothing.`,
    );
  }
}

/**
 * The range `[min, max]`, or the one that a number stands for: `[around - spread, around + spread]`, cut at `lowest`.
 *
 * @throws InvalidOptionError when it leaves `[lowest, highest]` or is upside down
 */
export function rangeAround(
  name: string,
  option: number | Range,
  { around, lowest, highest }: { readonly around: number; readonly lowest: number; readonly highest: number },
): Range {
  const [min, max] =
    typeof option === 'number' ? [Math.max(around - option, lowest), around + option] : option;
  if (lowest <= min && min <= max && max <= highest && max < Number.POSITIVE_INFINITY) return [min, max];
  throw new InvalidOptionError(
    `${name} is ${typeof option === 'number' ? option : `[${option}]`}; pass a number >= 0, which stands for ` +
      `${around} +- that number, or [min, max], within [${lowest}, ${highest}].`,
  );
}

/** A number drawn from the range, both ends included. */
export const drawFrom = ([min, max]: Range, random: Random): number => min + (max - min) * random();
