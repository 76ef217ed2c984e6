import type { Colors } from './theme.ts';
import type { Attributes } from './xml.ts';

const DASHES = [undefined, '4 2', '1 2', '6 2 1 2'];

/** The fill of a bar: every other one is light in a rim, so that neighbours differ in grey as well. */
export function barStyle(index: number, colors: Colors): Attributes {
  const color = colorAt(index, colors);
  return index % 2 === 0
    ? { fill: color, stroke: color, 'stroke-width': 1 }
    : { fill: color, 'fill-opacity': 0.3, stroke: color, 'stroke-width': 1.5 };
}

/** The fill of an area that others lie over; rims differ in dashes as well. */
export function areaStyle(index: number, colors: Colors): Attributes {
  const color = colorAt(index, colors);
  return {
    fill: color,
    'fill-opacity': 0.25,
    stroke: color,
    'stroke-width': 1.75,
    'stroke-dasharray': DASHES[index % DASHES.length],
  };
}

/** The colour of the series at `index`. */
export function colorAt(index: number, { series, ink }: Colors): string {
  return series[index % series.length] ?? ink;
}
