import * as tf from '@tensorflow/tfjs-core';
import type { Attack, AttackResult } from '../attacks/attack.ts';
import { checkModel } from '../classifier/check-model.ts';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { InvalidInputError, InvalidOptionError } from '../errors.ts';
import { checkFiniteEps } from '../threats/radius.ts';
import { batchesOf, type EvaluationData, sizeOf } from './batches.ts';

export interface Progress {
  readonly phase: string;
  readonly done: number;
  /** Absent where the size of the data is not known before its end. */
  readonly total?: number;
  readonly unit: string;
}

export interface RobustAccuracyOptions {
  /**
   * Makes the attack for one radius: `fgsm`, or `({ eps }) => fgsm({ eps, threat: l2 })`. Untargeted. An attack that looks
   * for the smallest change (its eps is Infinity, whatever radius it is made for) runs once, and its distances decide.
   */
  readonly attack: (options: { readonly eps: number }) => Attack;
  /** The radii of the curve. */
  readonly eps: readonly number[];
  /** Samples in a batch, where the data cuts itself into batches. Default 100. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** Called after every batch; `done` counts samples. */
  readonly onProgress?: (progress: Progress) => void;
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
  const { batchSize = 100, signal, onProgress } = options;
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new InvalidOptionError(`batchSize must be a positive integer, got ${batchSize}`);
  }
  const curve = options.eps.map((eps) => tallyOf(options, eps));
  const classifier = toClassifier(model);
  const total = sizeOf(data);
  let count = 0;

  signal?.throwIfAborted();
  for await (const { xs, ys } of batchesOf(data, batchSize)) {
    try {
      if (count === 0) await checkModel(classifier, xs);
      const run = { allZeroGradient: count === 0 ? 'throw' : 'report', ...(signal && { signal }) } as const;
      let smallest: AttackResult | undefined;
      for (const tally of curve) {
        const result = smallest ?? (await tally.attack.run(classifier, xs, ys, run));
        if (tally.attack.threat.eps === Number.POSITIVE_INFINITY) smallest = result;
        result.dispose();
        add(tally, result);
      }
      count += xs.shape[0] ?? 0;
    } finally {
      tf.dispose([xs, ys]);
    }
    onProgress?.({ phase: 'attack', done: count, ...(total !== undefined && { total }), unit: 'samples' });
    // A turn of the event loop, so that a page stays alive and an abort is seen.
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  }
  if (count === 0) throw new InvalidInputError('robustAccuracy got no batches: the data is empty');
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
