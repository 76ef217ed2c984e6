import type { Bounds } from '../../classifier/bounds.ts';
import type { Plane } from './plane.ts';
import type { Sample } from './search.ts';

/** A pixel and its new colour. Places are real numbers in `[0, height)` and `[0, width)`, so that they can be averaged. */
export interface Change {
  readonly row: number;
  readonly column: number;
  readonly colour: readonly number[];
}

/** A candidate of the evolution. */
export type Individual = readonly Change[];

export interface Habitat {
  readonly plane: Plane;
  readonly bounds: Bounds;
  readonly pixels: number;
  /** Factor of the difference of two parents. */
  readonly weight: number;
}

const within = (value: number, min: number, max: number) => Math.min(Math.max(value, min), max);

/** The largest number below an integer side that still belongs to its last place. */
const lastPlace = (side: number) => side * (1 - Number.EPSILON);

/** Places are uniform, colours normal around the middle of the bounds with half their width as the standard deviation. */
export function randomIndividual(
  { uniform, normal }: Sample,
  { plane, bounds: [min, max], pixels }: Habitat,
): Individual {
  const colour = () => within((min + max) / 2 + ((max - min) / 2) * normal(), min, max);
  return Array.from({ length: pixels }, () => ({
    row: uniform() * plane.height,
    column: uniform() * plane.width,
    colour: Array.from({ length: plane.channels }, colour),
  }));
}

/** One child for each place of a generation: parent a plus the weighted difference of parents b and c, all different. */
export function offspring(
  parents: readonly Individual[],
  { uniform }: Sample,
  { plane, bounds: [min, max], weight }: Habitat,
): Individual[] {
  const child = (a: Individual, b: Individual, c: Individual): Individual =>
    a.map((change, pixel) => {
      const [plus, minus] = [b[pixel] ?? change, c[pixel] ?? change];
      const mix = (x: number, y: number, z: number) => x + weight * (y - z);
      return {
        row: within(mix(change.row, plus.row, minus.row), 0, lastPlace(plane.height)),
        column: within(mix(change.column, plus.column, minus.column), 0, lastPlace(plane.width)),
        colour: change.colour.map((value, channel) =>
          within(mix(value, plus.colour[channel] ?? 0, minus.colour[channel] ?? 0), min, max),
        ),
      };
    });
  return parents.map((_, own) => {
    const [a, b, c] = threeOthers(parents.length, own, uniform).map((i) => parents[i] ?? []);
    return child(a ?? [], b ?? [], c ?? []);
  });
}

/** Three different numbers below `count` and other than `own`. */
function threeOthers(count: number, own: number, uniform: () => number): readonly number[] {
  const chosen: number[] = [];
  while (chosen.length < 3) {
    const one = Math.floor(uniform() * count);
    if (one !== own && !chosen.includes(one)) chosen.push(one);
  }
  return chosen;
}
