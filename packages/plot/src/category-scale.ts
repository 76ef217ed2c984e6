import type { NamedScale } from './axes.ts';
import { shorten } from './fit-text.ts';
import { FONT_SIZE } from './text.ts';

/** A longer name is shortened. */
const LONGEST = 150;

/**
 * Categories of equal room: the n-th has its middle at the value n. They are read from the left, or from the top down. At most `most` of them
 * are named.
 */
export function categoryScale(
  names: readonly string[],
  label: string,
  range: readonly [number, number],
  most: number,
): NamedScale {
  const [from, to] = range[0] > range[1] ? [range[1], range[0]] : range;
  const step = (to - from) / Math.max(1, names.length);
  const every = Math.ceil(names.length / Math.max(1, most));
  const ticks = names
    .map((name, value) => ({ value, label: shorten(name, LONGEST, { size: FONT_SIZE.small }) }))
    .filter(({ value }) => value % every === 0);
  return { at: (value) => from + (value + 0.5) * step, ticks, name: label, quiet: true };
}
