import { ascending, quantileSorted } from 'd3-array';
import { PlotError } from './plot-error.ts';
import { drawable } from './series.ts';

/** What a box shows: quartiles, the furthest values within 1.5 times their distance, and the values beyond. */
export interface BoxNumbers {
  readonly name: string;
  readonly count: number;
  readonly low: number;
  readonly quartiles: readonly [number, number, number];
  readonly high: number;
  readonly outliers: readonly number[];
  readonly missing: number;
}

/** @throws PlotError where no value can be drawn */
export function boxNumbers(name: string, values: ArrayLike<number>, kind: 'linear' | 'log'): BoxNumbers {
  const sorted = Array.from(values)
    .filter((value) => drawable(value, kind))
    .sort(ascending);
  if (sorted.length === 0) throw new PlotError(`boxplot: group "${name}" has no value that can be drawn.`);
  const at = (share: number) => quantileSorted(sorted, share) as number;
  const quartiles = [at(0.25), at(0.5), at(0.75)] as const;
  const reach = 1.5 * (quartiles[2] - quartiles[0]);
  const inside = sorted.filter((value) => value >= quartiles[0] - reach && value <= quartiles[2] + reach);
  return {
    name,
    count: sorted.length,
    low: inside[0] ?? quartiles[0],
    quartiles,
    high: inside.at(-1) ?? quartiles[2],
    outliers: sorted.filter((value) => value < quartiles[0] - reach || value > quartiles[2] + reach),
    missing: values.length - sorted.length,
  };
}
