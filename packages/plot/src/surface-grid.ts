import { PlotError } from './plot-error.ts';

/** The height of a surface over its plane. */
export type Surface = ((x: number, y: number) => number) | SurfaceValues;

/** Heights that were computed before, at points of equal distances from edge to edge of both domains. */
export interface SurfaceValues {
  /** rows * columns numbers, row by row: the first row at the first value of y's domain, the first column at that of x's. */
  readonly values: ArrayLike<number>;
  /** At least 2. */
  readonly rows: number;
  /** At least 2. */
  readonly columns: number;
}

export type Interval = readonly [number, number];

/** Computes the surface at the points of a grid, or checks the values that were given. NaN is left as it is. `where` names the figure in errors. */
export function surfaceGrid(
  surface: Surface,
  x: Interval,
  y: Interval,
  resolution: number,
  where = 'errorSurface',
): SurfaceValues {
  return typeof surface === 'function' ? sampled(surface, x, y, resolution, where) : checked(surface, where);
}

/** The n-th of `count` numbers of equal distances from one end of an interval to the other. */
export function between([from, to]: Interval, index: number, count: number): number {
  const share = index / (count - 1);
  return from * (1 - share) + to * share;
}

function sampled(
  surface: (x: number, y: number) => number,
  x: Interval,
  y: Interval,
  side: number,
  where: string,
): SurfaceValues {
  if (!(Number.isInteger(side) && side >= 2 && side <= 1000)) {
    throw new PlotError(`${where}: resolution is ${side}; give a whole number from 2 to 1000.`);
  }
  const values = Float64Array.from({ length: side * side }, (_, index) =>
    surface(between(x, index % side, side), between(y, Math.floor(index / side), side)),
  );
  return { values, rows: side, columns: side };
}

function checked(grid: SurfaceValues, where: string): SurfaceValues {
  const { values, rows, columns } = grid;
  if (!([rows, columns].every(Number.isInteger) && rows >= 2 && columns >= 2)) {
    throw new PlotError(
      `${where}: the surface has ${rows} rows and ${columns} columns; give at least 2 of each.`,
    );
  }
  if (values.length !== rows * columns) {
    throw new PlotError(
      `${where}: ${rows} rows and ${columns} columns need ${rows * columns} values, but there are ${values.length}.`,
    );
  }
  return grid;
}
