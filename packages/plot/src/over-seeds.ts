import { deviation, max, mean, min } from 'd3-array';
import { PlotError } from './plot-error.ts';
import type { LineSeries } from './series.ts';

export interface OverSeedsOptions {
  /** Its name in the legend. */
  readonly name: string;
  /** The same curve of each run: at least two, of equal lengths. */
  readonly runs: readonly ArrayLike<number>[];
  /** Where the values lie; 0, 1, 2, ... by default. */
  readonly x?: ArrayLike<number>;
  /** What the band covers: a standard deviation on both sides (of a sample, divided by n - 1), or all runs. @default 'deviation' */
  readonly spread?: 'deviation' | 'range';
  readonly dashed?: boolean;
}

/**
 * The mean of several runs as a line, with a band of how far they spread. Where a run has no finite value the line has a gap.
 * @throws PlotError where there are fewer than two runs, or they are not equally long.
 */
export function overSeeds({ name, runs, x, spread = 'deviation', dashed }: OverSeedsOptions): LineSeries {
  const [first] = runs;
  if (first === undefined || runs.length < 2) {
    throw new PlotError(
      `overSeeds: "${name}" has ${runs.length} runs; give at least two, or draw the one as it is.`,
    );
  }
  const odd = runs.findIndex((run) => run.length !== first.length);
  if (odd !== -1) {
    throw new PlotError(
      `overSeeds: run ${odd} of "${name}" has ${runs[odd]?.length} values and run 0 has ${first.length}; cut them to the same length.`,
    );
  }
  const columns = Array.from({ length: first.length }, (_, at) => runs.map((run) => run[at] as number));
  const every = (of: (values: readonly number[]) => number | undefined) =>
    columns.map((values) => (values.every(Number.isFinite) ? (of(values) ?? Number.NaN) : Number.NaN));
  const middle = every((values) => mean(values));
  const wide = every((values) => deviation(values));
  const band =
    spread === 'range'
      ? { low: every((values) => min(values)), high: every((values) => max(values)) }
      : {
          low: middle.map((value, at) => value - (wide[at] as number)),
          high: middle.map((value, at) => value + (wide[at] as number)),
        };
  return {
    name,
    y: middle,
    band,
    ...(x === undefined ? {} : { x }),
    ...(dashed === undefined ? {} : { dashed }),
  };
}
