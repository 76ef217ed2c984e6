import { TrainError } from '../errors.ts';

/** How many samples of which class were taken for which: `matrix[truth][prediction]`. */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * Counts what was taken for what.
 *
 * @param labels class indices in [0, classes)
 * @param predictions as many of them
 * @throws TrainError where there are not as many of both, or one is no class
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  if (labels.length !== predictions.length) {
    throw new TrainError(`confusionMatrix: ${labels.length} labels and ${predictions.length} predictions.`);
  }
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const row = matrix[labels[i] as number];
    const column = predictions[i] as number;
    if (row?.[column] === undefined) {
      throw new TrainError(
        `confusionMatrix: sample ${i} is of class ${labels[i]}, taken for ${column}; there are ${classes} classes.`,
      );
    }
    row[column] = (row[column] as number) + 1;
  }
  return matrix;
}

/** Figures of one class, in [0, 1]. What cannot be said, for want of samples or predictions, is 0, as in scikit-learn. */
export interface ClassFigures {
  /** Part of the samples taken for this class that are of it. */
  readonly precision: number;
  /** Part of this class's samples that were recognised: its accuracy. */
  readonly recall: number;
  /** Harmonic mean of both. */
  readonly f1: number;
  /** Samples of this class. */
  readonly support: number;
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Precision, recall and F1 of every class. */
export const classFigures = (matrix: ConfusionMatrix): ClassFigures[] =>
  matrix.map((row, k) => {
    const right = row[k] as number;
    const support = sumOf(row);
    const taken = sumOf(matrix.map((other) => other[k] as number));
    return {
      precision: share(right, taken),
      recall: share(right, support),
      f1: share(2 * right, support + taken),
      support,
    };
  });
