import type { Point } from './series.ts';

/** One candidate, for example a compressed model. */
export interface ParetoPoint extends Point {
  readonly name: string;
}

/** Which way is better on each axis; less on x and more on y where nothing is said. */
export interface Better {
  readonly x?: 'low' | 'high';
  readonly y?: 'low' | 'high';
}

/** The points that no other beats, from the left to the right: none is at least as good on both axes and better on one. */
export function paretoFront(
  points: readonly ParetoPoint[],
  { x = 'low', y = 'high' }: Better = {},
): readonly ParetoPoint[] {
  const cost = (point: ParetoPoint) => (x === 'low' ? point.x : -point.x);
  const gain = (point: ParetoPoint) => (y === 'high' ? point.y : -point.y);
  const beaten = (point: ParetoPoint) =>
    points.some(
      (other) =>
        cost(other) <= cost(point) &&
        gain(other) >= gain(point) &&
        (cost(other) < cost(point) || gain(other) > gain(point)),
    );
  return points.filter((point) => !beaten(point)).toSorted((a, b) => a.x - b.x || a.y - b.y);
}
