import type { Attack, AttackResult } from '../attacks/attack.ts';
import { checkModel } from '../classifier/check-model.ts';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import type { Norm } from '../threats/threat.ts';
import type { EvaluationData } from './batches.ts';
import { type EvaluationOptions, eachBatch } from './each-batch.ts';

export interface AttackSummaryOptions extends EvaluationOptions {
  /** The labels of the data are the true classes, or for a targeted attack those to reach. */
  readonly attack: Attack;
}

export interface Spread {
  readonly mean: number;
  /** Of an even number of values the mean of the middle two. */
  readonly median: number;
}

/** What an attack does to a data set, and what it costs. Fractions are of 1. */
export interface AttackSummary {
  /** The attack's id. */
  readonly attack: string;
  /** Number of samples, and how many of them met the goal before the attack (untargeted: misclassified). */
  readonly count: number;
  readonly alreadyMisclassified: number;
  /** Of the samples that did not meet the goal before, the fraction that do now; 0 where there are none. */
  readonly successRate: number;
  /** How far the successes are from their clean samples, in each norm; NaN where there are none. */
  readonly distances: Readonly<Record<Norm, Spread>>;
  /** Spent for each sample that did not meet the goal before, on average; the runner's own two predictions not counted. */
  readonly queries: number;
  readonly gradients: number;
  /** Number of samples whose gradient was exactly 0. */
  readonly zeroGradients: number;
  /** Milliseconds of a sample, the runner's checks and predictions included, on average. */
  readonly timePerSample: number;
}

/**
 * Runs an attack on a data set and sums up its results. Batches are disposed after use.
 *
 * @throws UnsteadyModelError when the model seems to be in training mode; see `checkModel`.
 * @throws InvalidInputError when the data is empty, and every error of the attack.
 */
export async function attackSummary(
  model: Model,
  data: EvaluationData,
  options: AttackSummaryOptions,
): Promise<AttackSummary> {
  const { attack, signal } = options;
  const classifier = toClassifier(model);
  const results: AttackResult[] = [];
  let time = 0;
  const count = await eachBatch('attackSummary', data, options, async ({ xs, ys }, before) => {
    if (before === 0) await checkModel(classifier, xs);
    const run = { allZeroGradient: before === 0 ? 'throw' : 'report', ...(signal && { signal }) } as const;
    const start = performance.now();
    const result = await attack.run(classifier, xs, ys, run);
    time += performance.now() - start;
    result.dispose();
    results.push(result);
  });

  /** The values of the samples that `which` picks, in all results. */
  const gather = (
    of: (result: AttackResult) => ArrayLike<number>,
    which: (r: AttackResult) => readonly boolean[],
  ) => results.flatMap((result) => Array.from(of(result)).filter((_, sample) => which(result)[sample]));
  const open = (result: AttackResult) => result.alreadyMisclassified.map((flag) => !flag);
  const success = (result: AttackResult) => result.success;
  const flags = (of: (result: AttackResult) => readonly boolean[]) =>
    results.flatMap(of).filter(Boolean).length;

  const attacked = flags(open);
  const spread = (norm: Norm) => spreadOf(gather((result) => result.distances[norm], success));
  return {
    attack: attack.id,
    count,
    alreadyMisclassified: count - attacked,
    successRate: attacked === 0 ? 0 : flags(success) / attacked,
    distances: { linf: spread('linf'), l2: spread('l2'), l1: spread('l1') },
    queries: attacked === 0 ? 0 : sum(gather((result) => result.queries, open)) / attacked,
    gradients: attacked === 0 ? 0 : sum(gather((result) => result.gradients, open)) / attacked,
    zeroGradients: flags((result) => result.zeroGradient),
    timePerSample: time / count,
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function spreadOf(values: readonly number[]): Spread {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = (ascending.length - 1) / 2;
  const at = (index: number) => ascending[index] ?? Number.NaN;
  return {
    mean: sum(values) / values.length,
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
  };
}
