import { format } from 'd3-format';
import { barsFigure } from './bar-chart.ts';
import type { Figure } from './figure.ts';
import { PlotError } from './plot-error.ts';
import type { Theme } from './theme.ts';

/** How many weights of a layer are zero. */
export interface LayerSparsity {
  readonly name: string;
  /** How many weights it has, at least 1. */
  readonly total: number;
  /** How many of them are zero. */
  readonly zeros: number;
}

export interface SparsityBarsOptions {
  readonly title: string;
  /** For readers who cannot see the chart; by default the share of zeros in each layer and in all. */
  readonly description?: string;
  /** From the first layer to the last. */
  readonly layers: readonly LayerSparsity[];
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const percent = format('.1%');
const count = format(',');

/**
 * How sparse each layer is: the share of its weights that are zero, with the number of weights behind, and all layers together first.
 * @throws PlotError where there is no layer, or zeros is not from 0 to total.
 */
export function sparsityBars(options: SparsityBarsOptions): Figure {
  const { title, layers, width, theme } = options;
  if (layers.length === 0) throw new PlotError('sparsityBars: there is no layer; give at least one.');
  for (const { name, total, zeros } of layers) {
    const whole = Number.isSafeInteger(total) && Number.isInteger(zeros);
    if (whole && total > 0 && zeros >= 0 && zeros <= total) continue;
    throw new PlotError(
      `sparsityBars: layer "${name}" has ${zeros} zeros of ${total} weights; give whole numbers, zeros from 0 to total.`,
    );
  }
  const sum = (of: 'total' | 'zeros') => layers.reduce((all, layer) => all + layer[of], 0);
  const rows =
    layers.length === 1
      ? layers
      : [{ name: 'all layers', total: sum('total'), zeros: sum('zeros') }, ...layers];
  const told = rows.map(({ name, total, zeros }) => `${name} ${percent(zeros / total)} of ${count(total)}`);
  return barsFigure(
    {
      title,
      description: options.description ?? `Share of weights that are zero: ${told.join('; ')}.`,
      categories: rows.map(({ name }) => name),
      value: { label: 'weights that are zero', format: '.0%', domain: [0, 1] },
      series: [{ name: 'zero', values: rows.map(({ total, zeros }) => zeros / total) }],
      direction: 'right',
      behind: rows.map(({ total, zeros }) => `${percent(zeros / total)} of ${count(total)}`),
      ...(width === undefined ? {} : { width }),
      ...(theme === undefined ? {} : { theme }),
    },
    'sparsityBars',
  );
}
