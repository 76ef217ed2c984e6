import { type ColorScale, divergingScale, sequentialScale } from './color-scale.ts';
import { PlotError } from './plot-error.ts';

export interface HeatmapData {
  /** The values, row by row from the top; every row has as many. */
  readonly values: readonly ArrayLike<number>[];
  /** One for each row. By default their numbers, from 0. */
  readonly rows?: readonly string[];
  /** One for each column. By default their numbers, from 0. */
  readonly columns?: readonly string[];
  /** `sequential` goes from dark to bright; `diverging` is white at 0, blue below and red above. @default 'sequential' */
  readonly colors?: 'sequential' | 'diverging';
  /** The values of the first and last colour; `diverging` takes the larger size of both ends. By default those of the data. */
  readonly domain?: readonly [number, number];
}

/** A checked matrix with its colours. */
export interface Heat {
  readonly values: readonly (readonly number[])[];
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly scale: ColorScale;
  /** Values that have no colour: NaN and infinities. */
  readonly missing: number;
  /** The smallest and largest of the others. */
  readonly extent: readonly [number, number];
}

function labels(
  given: readonly string[] | undefined,
  count: number,
  name: string,
  where: string,
): readonly string[] {
  if (given === undefined) return Array.from({ length: count }, (_, index) => String(index));
  if (given.length === count) return given;
  throw new PlotError(`${where}: there are ${given.length} labels for ${count} ${name}; give as many.`);
}

/** @throws PlotError where the rows are not equally long, no value is finite, labels are too many or few, or the domain is unusable. */
export function heat(data: HeatmapData, where: string): Heat {
  const values = data.values.map((row) => Array.from(row));
  const width = values[0]?.length ?? 0;
  if (width === 0) throw new PlotError(`${where}: there is no value; give at least one row of one.`);
  const odd = values.findIndex((row) => row.length !== width);
  if (odd !== -1) {
    throw new PlotError(
      `${where}: row ${odd} has ${values[odd]?.length} values and row 0 has ${width}; give equally many.`,
    );
  }
  const finite = values.flat().filter(Number.isFinite);
  if (finite.length === 0) throw new PlotError(`${where}: no value is finite.`);
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const [from, to] = data.domain ?? [low, high];
  if (!(Number.isFinite(from) && Number.isFinite(to) && from <= to)) {
    throw new PlotError(
      `${where}: the domain is [${from}, ${to}]; give two finite numbers, the lower first.`,
    );
  }
  return {
    values,
    rows: labels(data.rows, values.length, 'rows', where),
    columns: labels(data.columns, width, 'columns', where),
    scale:
      data.colors === 'diverging'
        ? divergingScale(Math.max(Math.abs(from), Math.abs(to)))
        : sequentialScale({ domain: [from, to] }),
    missing: values.flat().length - finite.length,
    extent: [low, high],
  };
}
