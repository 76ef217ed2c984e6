import type { Frame, Plane } from './axes.ts';
import { polyline } from './polyline.ts';
import type { Point, SeriesPoints } from './series.ts';
import { marker, type SeriesStyle } from './series-style.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

/** Series with more points carry one marker, on the last. */
const MOST_MARKERS = 25;
/** Lines and markers on the edge of the frame reach this far over it, in pixels. */
const BLEED = 6;

/** The path of one series, broken at its gaps, and its markers. A point between two gaps always has a marker. */
export function seriesLine(
  { points, drawn, markers, style, step }: SeriesPoints & { readonly style: SeriesStyle },
  plane: Plane,
  colors: Colors,
): string {
  const { x, y } = plane;
  const curve = element('path', {
    d: polyline(points, plane, step),
    fill: 'none',
    stroke: style.color,
    'stroke-width': 2,
    'stroke-linejoin': 'round',
    'stroke-dasharray': style.dash,
  });
  const everyPoint = markers ?? drawn.length <= MOST_MARKERS;
  const marked = style.marker === '' ? [] : everyPoint ? drawn : loneAndLast(points);
  return [curve, ...marked.map((point) => marker(style, x.at(point.x), y.at(point.y), colors))].join('');
}

/** The values behind a smoothed line. */
export function faintLine(
  { points, style, step }: SeriesPoints & { readonly style: SeriesStyle },
  plane: Plane,
): string {
  return element('path', {
    d: polyline(points, plane, step),
    fill: 'none',
    stroke: style.color,
    'stroke-width': 1.25,
    'stroke-opacity': 0.3,
    'stroke-linejoin': 'round',
  });
}

function loneAndLast(points: readonly (Point | undefined)[]): readonly Point[] {
  const last = points.findLastIndex((point) => point !== undefined);
  return points.filter((point, index): point is Point => {
    const alone = points[index - 1] === undefined && points[index + 1] === undefined;
    return point !== undefined && (alone || index === last);
  });
}

/** Cuts markup `bleed` pixels outside the frame. A nested svg does it without an id, which a clip-path would need. */
export function clipped(
  { left, right, top, bottom }: Frame,
  markup: readonly string[],
  bleed = BLEED,
): string {
  const [x, y, width, height] = [
    left - bleed,
    top - bleed,
    right - left + 2 * bleed,
    bottom - top + 2 * bleed,
  ];
  const view = { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}`, overflow: 'hidden' };
  return element('svg', view, ...markup.map((one) => `\n${one}`));
}
