import type { Attack, AttackResult } from '../attacks/attack.ts';
import { checkModel } from '../classifier/check-model.ts';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkFiniteEps } from '../threats/radius.ts';
import type { EvaluationData } from './batches.ts';
import { type EvaluationOptions, eachBatch } from './each-batch.ts';

export interface RobustAccuracyOptions extends EvaluationOptions {
  /**
   * Makes the attack for one radius: `fgsm`, or `({ eps }) => fgsm({ eps, threat: l2 })`. Untargeted. An attack that looks
   * for the smallest change (its eps is Infinity, whatever radius it is made for) runs once, and its distances decide.
   */
  readonly attack: (options: { readonly eps: number }) => Attack;
  /** The radii of the curve. */
  readonly eps: readonly number[];
}

/** One point of the curve. Fractions are of 1. */
export interface RobustAccuracyPoint {
  readonly eps: number;
  /** Fraction of all samples that are classified correctly without an attack. */
  readonly cleanAccuracy: number;
  /** Fraction of all samples that are classified correctly both without and under the attack. */
  readonly accuracy: number;
  /** Fraction of the correctly classified samples on which the attack succeeded; 0 where there are none. */
  readonly successRate: number;
  /** Number of samples. */
  readonly count: number;
  /** Number of samples the attack left alone because their gradient was exactly 0. */
  readonly zeroGradients: number;
}

/**
 * The accuracy of a model under an attack, for each radius. An attack only finds some adversarial samples, so this
 * is an upper bound of the robust accuracy. Batches are disposed after use.
 *
 * @throws UnsteadyModelError when the model seems to be in training mode; see `checkModel`.
 * @throws ZeroGradientError when every gradient of the first batch is 0; in later batches such samples are counted.
 * @throws InvalidInputError when the data is empty, and every error of the attack.
 */
export async function robustAccuracy(
  model: Model,
  data: EvaluationData,
  options: RobustAccuracyOptions,
): Promise<RobustAccuracyPoint[]> {
  const { signal } = options;
  if (options.eps.length === 0) {
    throw new InvalidOptionError('robustAccuracy needs at least one radius, got an empty list as eps');
  }
  const curve = options.eps.map((eps) => tallyOf(options, eps));
  const classifier = toClassifier(model);
  const count = await eachBatch('robustAccuracy', data, options, async ({ xs, ys }, before) => {
    if (before === 0) await checkModel(classifier, xs);
    const run = { allZeroGradient: before === 0 ? 'throw' : 'report', ...(signal && { signal }) } as const;
    let smallest: AttackResult | undefined;
    for (const tally of curve) {
      const result = smallest ?? (await tally.attack.run(classifier, xs, ys, run));
      if (tally.attack.threat.eps === Number.POSITIVE_INFINITY) smallest = result;
      result.dispose();
      add(tally, result);
    }
  });
  return curve.map((tally) => point(tally, count));
}

/** One radius of the curve while it is being measured. */
interface Tally {
  readonly eps: number;
  readonly attack: Attack;
  correct: number;
  fooled: number;
  zeroGradients: number;
}

function tallyOf({ attack: make }: RobustAccuracyOptions, eps: number): Tally {
  checkFiniteEps(eps);
  const attack = make({ eps });
  if (attack.targeted) {
    throw new InvalidOptionError(
      'robustAccuracy needs an untargeted attack: its labels are the true classes',
    );
  }
  if (attack.threat.eps !== eps && attack.threat.eps !== Number.POSITIVE_INFINITY) {
    throw new InvalidOptionError(
      `the attack was made for eps ${attack.threat.eps} instead of ${eps}; pass eps on`,
    );
  }
  return { eps, attack, correct: 0, fooled: 0, zeroGradients: 0 };
}

const trueCount = (flags: readonly boolean[]) => flags.filter(Boolean).length;

function add(tally: Tally, result: AttackResult): void {
  tally.correct += result.success.length - trueCount(result.alreadyMisclassified);
  const distances = result.distances[tally.attack.threat.norm];
  const minimal = tally.attack.threat.eps === Number.POSITIVE_INFINITY;
  tally.fooled += trueCount(
    result.success.map((hit, sample) => hit && (!minimal || (distances[sample] ?? 0) <= tally.eps)),
  );
  tally.zeroGradients += trueCount(result.zeroGradient);
}

function point({ eps, correct, fooled, zeroGradients }: Tally, count: number): RobustAccuracyPoint {
  return {
    eps,
    cleanAccuracy: correct / count,
    accuracy: (correct - fooled) / count,
    successRate: correct === 0 ? 0 : fooled / correct,
    count,
    zeroGradients,
  };
}
