import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

/** How a series is told apart: by colour and by marker shape, and past the last colour by dashes as well. */
export interface SeriesStyle {
  readonly color: string;
  readonly dash: string | undefined;
  readonly marker: string;
}

const MARKER_AREA = 44;
const SHAPES = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolCross,
  symbolStar,
  symbolWye,
];
const DASHED = '6 4';
const DASHES = [undefined, '2 3', '9 3 2 3'];

/** The style of the series at `index`. */
export function seriesStyle(index: number, dashed: boolean, colors: Colors): SeriesStyle {
  const lap = Math.floor(index / colors.series.length) % DASHES.length;
  return {
    color: colors.series[index % colors.series.length] ?? colors.ink,
    dash: dashed ? DASHED : DASHES[lap],
    marker: symbol(SHAPES[index % SHAPES.length] ?? symbolCircle, MARKER_AREA).digits(2)() ?? '',
  };
}

/** A marker centred on a pixel; its rim in the background colour keeps markers on one spot apart. */
export function marker(style: SeriesStyle, x: number, y: number, colors: Colors): string {
  return element('path', {
    d: style.marker,
    transform: `translate(${x.toFixed(2)},${y.toFixed(2)})`,
    fill: style.color,
    stroke: colors.background,
  });
}
