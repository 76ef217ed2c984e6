import { area } from 'd3-shape';
import type { Plane } from './axes.ts';
import type { BandPoint, SeriesPoints } from './series.ts';
import type { SeriesStyle } from './series-style.ts';
import { element } from './xml.ts';

/** The area between low and high values, broken where either has no place. */
export function seriesBand(
  { band, style }: SeriesPoints & { readonly style: SeriesStyle },
  { x, y }: Plane,
): readonly string[] {
  if (band === undefined) return [];
  const d = area<BandPoint | undefined>()
    .defined((point) => point !== undefined)
    .x((point) => x.at(point?.x ?? Number.NaN))
    .y0((point) => y.at(point?.low ?? Number.NaN))
    .y1((point) => y.at(point?.high ?? Number.NaN))
    .digits(2)(band);
  return d === null ? [] : [element('path', { d, fill: style.color, 'fill-opacity': 0.18 })];
}
