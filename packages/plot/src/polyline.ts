import type { Plane } from './axes.ts';
import type { Point } from './series.ts';

/** What stands behind the integer part, for each number of hundredths. Looked up: writing digits is most of the work of a long line. */
const FRACTIONS: readonly string[] = Array.from({ length: 100 }, (_, hundredths) =>
  String(hundredths / 100).slice(1),
);
/** Larger coordinates are written by the engine. */
const LOOKED_UP = 1e9;

/** A coordinate with at most two decimals, as `String(Math.round(value * 100) / 100)` writes it. */
export function coordinate(value: number): string {
  const hundredths = Math.round(value * 100);
  if (!(hundredths >= 0 && hundredths < LOOKED_UP)) return String(hundredths / 100);
  const whole = (hundredths / 100) | 0;
  return whole + (FRACTIONS[hundredths - 100 * whole] as string);
}

/**
 * The path through points of a plane, broken where there is none; a point between two gaps is a dot. Empty without a point. With `step` it goes
 * across to the next point before it goes up or down.
 */
export function polyline(
  points: readonly (Point | undefined)[],
  { x, y }: Pick<Plane, 'x' | 'y'>,
  step = false,
): string {
  let path = '';
  let run = 0;
  let height = '';
  for (const point of points) {
    if (point === undefined) {
      if (run === 1) path += 'Z';
      run = 0;
      continue;
    }
    const [across, up] = [coordinate(x.at(point.x)), coordinate(y.at(point.y))];
    if (step && run > 0) path += `L${across},${height}`;
    path += `${run === 0 ? 'M' : 'L'}${across},${up}`;
    height = up;
    run++;
  }
  return run === 1 ? `${path}Z` : path;
}
