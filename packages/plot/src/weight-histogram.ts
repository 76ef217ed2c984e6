import { format } from 'd3-format';
import type { ScaleKind } from './axis-scale.ts';
import { LARGEST } from './domain.ts';
import type { Figure } from './figure.ts';
import { histogramFigure } from './histogram.ts';
import { PlotError } from './plot-error.ts';
import type { Theme } from './theme.ts';

export interface WeightHistogramOptions {
  readonly title: string;
  /** For readers who cannot see the chart; by default written from the data. */
  readonly description?: string;
  /** For example the weights of a layer before and after pruning or quantization. Weights of exactly 0 are not drawn but counted in the name. */
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
  /** @default ['before', 'after'] */
  readonly names?: readonly [before: string, after: string];
  /** @default 'weight' */
  readonly label?: string;
  /** How many bins, 1 to 1000; an even number has an edge at 0. @default 80 */
  readonly bins?: number;
  /** Of the numbers of weights. @default 'linear' */
  readonly scale?: ScaleKind;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. @default about 360 */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const percent = format('.1%');

/**
 * Weights before and after something was done to them, over bins that are symmetric about 0. Zeros would dwarf all else after pruning: the legend has
 * their share instead.
 * @throws PlotError where either is empty, no weight is finite, or bins is unusable.
 */
export function weightHistogram(options: WeightHistogramOptions): Figure {
  const { title, names = ['before', 'after'], label = 'weight', bins = 80, scale = 'linear' } = options;
  const where = 'weightHistogram';
  const given = [options.before, options.after];
  const empty = given.findIndex(({ length }) => length === 0);
  if (empty !== -1) throw new PlotError(`${where}: "${names[empty]}" is empty; give its weights.`);
  let largest = 0;
  for (const values of given) {
    for (let at = 0; at < values.length; at++) {
      const size = Math.abs(values[at] as number);
      if (size <= LARGEST && size > largest) largest = size;
    }
  }
  if (largest === 0)
    throw new PlotError(`${where}: no weight is a finite number other than 0; there is nothing to draw.`);
  const series = given.map((values, index) => {
    const others = Float64Array.from(values).filter((value) => value !== 0);
    const zeros = values.length - others.length;
    const share = zeros === 0 ? 'none' : percent(zeros / values.length);
    return { name: `${names[index]} (${share} zero)`, values: others };
  });
  const drawn = series.filter(({ values }) => values.length > 0);
  const nothing = series
    .filter(({ values }) => values.length === 0)
    .map(({ name }) => `${name}: no weight to draw.`);
  const { description, width, height, theme } = options;
  return histogramFigure(
    {
      title,
      x: { label, domain: [-largest, largest] },
      y: { label: 'weights other than 0', scale },
      series: drawn,
      bins,
      ...(description === undefined ? {} : { description }),
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
      ...(theme === undefined ? {} : { theme }),
    },
    where,
    nothing.join(' '),
  );
}
