import type { Figure } from './figure.ts';
import { heatmapFigure } from './heatmap.ts';
import { PlotError } from './plot-error.ts';
import type { Theme } from './theme.ts';

export interface AttentionHeatmapOptions {
  readonly title: string;
  /** For readers who cannot see the colours; by default what each token attends to most. */
  readonly description?: string;
  /** Row by row the weights of one token over all that it reads: 0 to 1, each row's sum at most 1 (less where a mask or dropout took some). */
  readonly weights: readonly ArrayLike<number>[];
  /** What attends: one token for each row, in any script. */
  readonly queries: readonly string[];
  /** What is attended to: one token for each column. */
  readonly keys: readonly string[];
  /** Names of both. @default { queries: 'output', keys: 'input' } */
  readonly labels?: { readonly queries?: string; readonly keys?: string };
  /** d3-format specifier: writes the weights into the cells where they have room. By default they are not written. */
  readonly format?: string;
  /** The weight of the brightest colour, above 0; by default the largest weight. Give 1 to compare figures. */
  readonly brightest?: number;
  /** Side of a cell in pixels, 1 to 200. By default as large as a page allows, up to 36. */
  readonly cell?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

/** Rows of float16 weights miss 1 by about a thousandth. */
const ROUNDING = 5e-3;

/**
 * Which tokens attend to which, dark for not at all, as in Bahdanau et al. (2015), figure 3.
 * @throws PlotError where weights are not in [0, 1] or a row's sum passes 1, and where tokens are not as many as rows and columns.
 */
export function attentionHeatmap(options: AttentionHeatmapOptions): Figure {
  const { weights, queries, keys, labels = {}, format, cell, theme, description } = options;
  const where = 'attentionHeatmap';
  if (weights.length === 0 || weights.length !== queries.length) {
    throw new PlotError(
      `${where}: there are ${weights.length} rows for ${queries.length} queries; give as many, at least one.`,
    );
  }
  let largest = 0;
  for (const [at, row] of weights.entries()) {
    if (row.length === 0 || row.length !== keys.length) {
      throw new PlotError(
        `${where}: row ${at} has ${row.length} weights for ${keys.length} keys; give as many, at least one.`,
      );
    }
    const values = Array.from(row);
    const wrong = values.findIndex((weight) => !(weight >= 0 && weight <= 1 + ROUNDING));
    if (wrong !== -1) {
      throw new PlotError(
        `${where}: weight ${wrong} of row ${at} is ${values[wrong]}; give weights after the softmax, from 0 to 1.`,
      );
    }
    const sum = values.reduce((total, weight) => total + weight, 0);
    if (sum > 1 + ROUNDING) {
      throw new PlotError(
        `${where}: the weights of row ${at} sum to ${Number(sum.toPrecision(4))}; give those of one head, each row with a sum of 1 at most.`,
      );
    }
    largest = Math.max(largest, ...values);
  }
  const { brightest = largest === 0 ? 1 : largest } = options;
  if (!(brightest > 0 && Number.isFinite(brightest))) {
    throw new PlotError(`${where}: brightest is ${brightest}; give a weight above 0.`);
  }
  return heatmapFigure(
    {
      title: options.title,
      values: weights,
      rows: queries,
      columns: keys,
      labels: { rows: labels.queries ?? 'output', columns: labels.keys ?? 'input', values: 'attention' },
      domain: [0, brightest],
      ...(description === undefined ? {} : { description }),
      ...(format === undefined ? {} : { format }),
      ...(cell === undefined ? {} : { cell }),
      ...(theme === undefined ? {} : { theme }),
    },
    where,
  );
}
