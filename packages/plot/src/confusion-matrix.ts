import { format } from 'd3-format';
import { type ConfusionCounts, type ConfusionData, confusionCounts } from './confusion-counts.ts';
import { grouped, groupsOf, type Normalize, normalized } from './confusion-groups.ts';
import type { Figure } from './figure.ts';
import { heatmapFigure } from './heatmap.ts';
import { PlotError } from './plot-error.ts';
import type { Theme } from './theme.ts';

interface ConfusionMatrixLook {
  readonly title: string;
  /** For readers who cannot see the matrix; by default the accuracy and the most frequent mistakes. */
  readonly description?: string;
  /** One for each class. By default their numbers, from 0. */
  readonly names?: readonly string[];
  /** Shares of each row (of what a class was taken for), of each column, or of all samples, instead of numbers. @default 'none' */
  readonly normalize?: Normalize;
  /** How many classes are drawn, 2 to 200: where there are more, those with most mistakes, and the others as one. @default 30 */
  readonly most?: number;
  /** Side of a cell in pixels, 1 to 200. By default as large as a page allows, up to 48. */
  readonly cell?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

export type ConfusionMatrixOptions = ConfusionMatrixLook & ConfusionData;

const TOLD = 5;
const PAGE = 520;
const percent = format('.1%');

/**
 * How often each class was taken for which: true classes as rows, predicted ones as columns, as in scikit-learn.
 * @throws PlotError where there is no sample, labels or counts are no whole numbers from 0, or names are not as many as classes.
 */
export function confusionMatrix(options: ConfusionMatrixOptions): Figure {
  const { title, names, normalize = 'none', most = 30, theme } = options;
  if (!(Number.isInteger(most) && most >= 2 && most <= 200)) {
    throw new PlotError(`confusionMatrix: most is ${most}; give a whole number from 2 to 200.`);
  }
  const counts = confusionCounts(options, names?.length);
  if (names !== undefined && names.length !== counts.classes) {
    throw new PlotError(
      `confusionMatrix: there are ${names.length} names for ${counts.classes} classes; give as many.`,
    );
  }
  const nameOf = (index: number) => names?.[index] ?? String(index);
  const groups = groupsOf(counts, nameOf, most);
  const matrix = grouped(counts, groups);
  const values = normalized(matrix, normalize);
  const shares = normalize !== 'none';
  const empty = values.filter((row) => row.every(Number.isNaN)).length;
  const left = counts.classes - groups.length + 1;
  const note =
    groups.length < counts.classes
      ? `${groups.length - 1} of ${counts.classes} classes: those with most mistakes. The last row and column hold the other ${left}.`
      : '';
  const cell = options.cell ?? Math.max(6, Math.min(48, Math.floor(PAGE / groups.length)));
  return heatmapFigure(
    {
      title,
      description: options.description ?? describe(counts, nameOf, normalize, note, empty),
      values,
      rows: groups.map(({ name }) => name),
      columns: groups.map(({ name }) => name),
      labels: { rows: 'true', columns: 'predicted', values: shares ? 'share' : 'samples' },
      format: shares ? '.2f' : largest(matrix) > 9999 ? '.3~s' : 'd',
      // The class of all others would make every other colour the darkest.
      domain: shares
        ? [0, 1]
        : [0, largest(note === '' ? matrix : matrix.slice(0, -1).map((row) => row.slice(0, -1)))],
      cell,
      ...(theme === undefined ? {} : { theme }),
    },
    'confusionMatrix',
    note,
  );
}

function largest(matrix: readonly (readonly number[])[]): number {
  return Math.max(1, ...matrix.map((row) => Math.max(0, ...row)));
}

function describe(
  { classes, rows }: ConfusionCounts,
  nameOf: (index: number) => string,
  normalize: Normalize,
  note: string,
  empty: number,
): string {
  let [all, right] = [0, 0];
  const mistakes: { readonly told: string; readonly count: number }[] = [];
  for (const [truth, row] of rows.entries()) {
    for (const [predicted, count] of row) {
      all += count;
      if (predicted === truth) right += count;
      else mistakes.push({ count, told: `${nameOf(truth)} taken for ${nameOf(predicted)} (${count})` });
    }
  }
  const top = mistakes.toSorted((a, b) => b.count - a.count).slice(0, TOLD);
  const shares = {
    none: '',
    true: ' Shares of each true class.',
    predicted: ' Shares of each predicted class.',
    all: ' Shares of all samples.',
  };
  return [
    `Confusion matrix of ${classes} classes and ${all} samples, accuracy ${percent(right / all)}.${shares[normalize]}`,
    top.length === 0 ? 'No mistake.' : `Most frequent mistakes: ${top.map(({ told }) => told).join('; ')}.`,
    empty === 0 ? '' : `${empty} rows have no sample and are blank.`,
    note,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
