import { PlotError } from './plot-error.ts';

/** Which samples a classifier took for what: a matrix of counts, or both labels of each sample. */
export type ConfusionData =
  | {
      /** Row by row the samples of a class, column by column what they were taken for: whole numbers from 0. */
      readonly counts: readonly ArrayLike<number>[];
    }
  | {
      /** The class of each sample: whole numbers from 0. */
      readonly truth: ArrayLike<number>;
      /** What each sample was taken for; as many as `truth`. */
      readonly predicted: ArrayLike<number>;
      /** How many classes there are. @default as many as names, else one more than the largest label */
      readonly classes?: number;
    };

/** The most classes whose counts are taken: a matrix of more would not fit into memory. */
const MOST_CLASSES = 20_000;
const WHERE = 'confusionMatrix';

/** The pairs of classes that occur: a thousand classes have a million, most of them empty. */
export interface ConfusionCounts {
  readonly classes: number;
  /** For each class what its samples were taken for, and how often. */
  readonly rows: readonly ReadonlyMap<number, number>[];
}

/** @throws PlotError where labels or counts are no whole numbers from 0, or there is none */
export function confusionCounts(data: ConfusionData, names: number | undefined): ConfusionCounts {
  const counts = 'counts' in data ? ofMatrix(data.counts) : ofLabels(data, names);
  if (counts.rows.some(({ size }) => size > 0)) return counts;
  throw new PlotError(`${WHERE}: there is no sample; give at least one.`);
}

function ofMatrix(matrix: readonly ArrayLike<number>[]): ConfusionCounts {
  const rows = matrix.map((row, truth) => {
    if (row.length !== matrix.length) {
      throw new PlotError(
        `${WHERE}: row ${truth} has ${row.length} counts for ${matrix.length} classes; give a square matrix.`,
      );
    }
    const taken = new Map<number, number>();
    for (let predicted = 0; predicted < row.length; predicted++) {
      const count = row[predicted] as number;
      if (!(Number.isSafeInteger(count) && count >= 0)) {
        throw new PlotError(
          `${WHERE}: the count in row ${truth}, column ${predicted} is ${count}; give whole numbers from 0.`,
        );
      }
      if (count > 0) taken.set(predicted, count);
    }
    return taken;
  });
  return { classes: rows.length, rows };
}

function ofLabels(
  { truth, predicted, classes = 0 }: Extract<ConfusionData, { readonly truth: unknown }>,
  names = 0,
): ConfusionCounts {
  if (truth.length !== predicted.length) {
    throw new PlotError(
      `${WHERE}: there are ${truth.length} true and ${predicted.length} predicted labels; give as many.`,
    );
  }
  if (!(Number.isInteger(classes) && classes >= 0 && classes <= MOST_CLASSES)) {
    throw new PlotError(`${WHERE}: classes is ${classes}; give a whole number up to ${MOST_CLASSES}.`);
  }
  const limit = Math.max(classes, names) || MOST_CLASSES;
  let largest = -1;
  for (const [name, labels] of [
    ['true', truth],
    ['predicted', predicted],
  ] as const) {
    for (let at = 0; at < labels.length; at++) {
      const label = labels[at] as number;
      if (!(Number.isInteger(label) && label >= 0 && label < limit)) {
        throw new PlotError(
          `${WHERE}: the ${name} label of sample ${at} is ${label}; give whole numbers from 0 to ${limit - 1}.`,
        );
      }
      largest = Math.max(largest, label);
    }
  }
  const count = Math.max(classes, names) || largest + 1;
  const rows = Array.from({ length: count }, () => new Map<number, number>());
  for (let at = 0; at < truth.length; at++) {
    const row = rows[truth[at] as number] as Map<number, number>;
    const taken = predicted[at] as number;
    row.set(taken, (row.get(taken) ?? 0) + 1);
  }
  return { classes: count, rows };
}
