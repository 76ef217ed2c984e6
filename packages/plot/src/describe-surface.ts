import { format } from 'd3-format';
import type { SeriesPoints } from './series.ts';
import type { SurfaceValues } from './surface-grid.ts';
import type { SurfaceAxis } from './surface-layout.ts';

const number = format('.4~g');

/** A surface in words: what is drawn over what, how low and high it is, and where each path begins and ends. */
export function describeSurface(
  { x, y, label }: { readonly x: SurfaceAxis; readonly y: SurfaceAxis; readonly label: string },
  { values }: SurfaceValues,
  paths: readonly SeriesPoints[],
): string {
  const finite = Array.from(values).filter(Number.isFinite);
  const [low, high] = finite.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const missing = Array.prototype.filter.call(values, Number.isNaN).length;
  const gaps = missing === 0 ? '' : ` ${missing} of its ${values.length} values are NaN and left blank.`;
  return [
    `Contours of ${label} over ${x.label} from ${number(x.domain[0])} to ${number(x.domain[1])} and ${y.label} from ${number(y.domain[0])} to ${number(y.domain[1])}.`,
    `Its finite values lie between ${number(low)} and ${number(high)}.${gaps}`,
    ...paths.map(describePath),
  ].join(' ');
}

function describePath({ name, points, drawn }: SeriesPoints): string {
  const at = (point = drawn[0]) => `(${number(point?.x ?? Number.NaN)}, ${number(point?.y ?? Number.NaN)})`;
  const missing = points.length - drawn.length;
  const gaps = missing === 0 ? '' : `, ${missing} of them without a place`;
  if (points.length === 1) return `${name} at ${at()}.`;
  return `${name}: ${points.length} points${gaps}, from ${at()} to ${at(drawn.at(-1))}.`;
}
