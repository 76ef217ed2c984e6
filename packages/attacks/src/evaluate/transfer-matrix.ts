import type { Attack } from '../attacks/attack.ts';
import { checkModel } from '../classifier/check-model.ts';
import { type Classifier, type Model, toClassifier } from '../classifier/classifier.ts';
import { predict } from '../classifier/predict.ts';
import { InvalidOptionError } from '../errors.ts';
import type { EvaluationData } from './batches.ts';
import { type EvaluationOptions, eachBatch } from './each-batch.ts';

export interface TransferMatrixOptions extends EvaluationOptions {
  /** Makes adversarial samples against each model in turn. Untargeted. */
  readonly attack: Attack;
}

/** Who fools whom. Rows are the models that samples were made against, columns those they are shown to. */
export interface TransferMatrix {
  readonly names: readonly string[];
  /** Of the samples that the column's model classifies correctly without an attack, the fraction that fool it. */
  readonly successRate: readonly (readonly number[])[];
  /** Fraction of all samples that the column's model classifies correctly both without and under the attack. */
  readonly accuracy: readonly (readonly number[])[];
  /** Fraction of all samples that each model classifies correctly without an attack. */
  readonly cleanAccuracy: readonly number[];
  /** Number of samples. */
  readonly count: number;
}

/**
 * Shows the adversarial samples made against each model to all models. The diagonal is the attack itself; what is off it tells
 * how far samples carry over to a model that the attacker does not have. Batches are disposed after use.
 *
 * @param models At least one, by name; all take the same inputs and name the same classes.
 * @throws InvalidOptionError when there is no model, or the attack is targeted.
 * @throws UnsteadyModelError when a model seems to be in training mode; see `checkModel`.
 * @throws InvalidInputError when the data is empty, and every error of the attack.
 */
export async function transferMatrix(
  models: Readonly<Record<string, Model>>,
  data: EvaluationData,
  options: TransferMatrixOptions,
): Promise<TransferMatrix> {
  const { attack, signal } = options;
  const names = Object.keys(models);
  if (names.length === 0) throw new InvalidOptionError('transferMatrix needs at least one model');
  if (attack.targeted) {
    throw new InvalidOptionError(
      'transferMatrix needs an untargeted attack: its labels are the true classes',
    );
  }
  const classifiers = Object.values(models).map(toClassifier);
  const correct = names.map(() => 0);
  const fooled = names.map(() => names.map(() => 0));

  const count = await eachBatch('transferMatrix', data, options, async ({ xs, ys }, before) => {
    const labels = await ys.data();
    const clean: boolean[][] = [];
    for (const [column, classifier] of classifiers.entries()) {
      if (before === 0) await checkModel(classifier, xs);
      const { classes } = await predict(classifier, xs);
      const right = Array.from(labels, (label, sample) => classes[sample] === label);
      clean.push(right);
      correct[column] = (correct[column] ?? 0) + right.filter(Boolean).length;
    }
    for (const [row, source] of classifiers.entries()) {
      const run = { allZeroGradient: before === 0 ? 'throw' : 'report', ...(signal && { signal }) } as const;
      const adversarial = await attack(source, xs, ys, run);
      try {
        for (const [column, target] of classifiers.entries()) {
          const wrong = await misled(target, adversarial, labels);
          const hits = wrong.filter((flag, sample) => flag && clean[column]?.[sample]).length;
          const counts = fooled[row] as number[];
          counts[column] = (counts[column] ?? 0) + hits;
        }
      } finally {
        adversarial.dispose();
      }
    }
  });

  const table = (cell: (hits: number, right: number) => number) =>
    fooled.map((counts) => counts.map((hits, column) => cell(hits, correct[column] ?? 0)));
  return {
    names,
    successRate: table((hits, right) => (right === 0 ? 0 : hits / right)),
    accuracy: table((hits, right) => (right - hits) / count),
    cleanAccuracy: correct.map((right) => right / count),
    count,
  };
}

async function misled(
  classifier: Classifier,
  adversarial: Parameters<Classifier['logits']>[0],
  labels: ArrayLike<number>,
): Promise<boolean[]> {
  const { classes } = await predict(classifier, adversarial, 'adversarial');
  return Array.from(classes, (predicted, sample) => predicted !== labels[sample]);
}
