import type { Attack } from '../attacks/attack.ts';
import { fgsm } from '../attacks/fgsm.ts';
import { inTurn } from '../attacks/in-turn.ts';
import { pgd } from '../attacks/pgd.ts';
import { square } from '../attacks/square.ts';
import type { Bounds } from '../classifier/bounds.ts';
import { checkModel } from '../classifier/check-model.ts';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { linf } from '../threats/linf.ts';
import type { Threat } from '../threats/threat.ts';
import type { EvaluationData } from './batches.ts';
import { type EvaluationOptions, eachBatch } from './each-batch.ts';
import { type MaskingSign, signsOf } from './masking-signs.ts';

export interface GradientMaskingOptions extends EvaluationOptions {
  /** Radius of the ball, in units of the input, at which robustness is claimed. */
  readonly eps: number;
  /** `linf` (default), `l2`, or your own threat model in one of these norms: Square knows no other. */
  readonly threat?: Threat;
  /** Steps of PGD. Default 20. */
  readonly steps?: number;
  /** Restarts of PGD on what its first run left. Default 4. */
  readonly restarts?: number;
  /** Queries of Square on what PGD left. Default 500. */
  readonly queries?: number;
  /** What a sign must exceed, as a fraction of all samples. Default 0.02; of restarts 0.05, since some gain is usual. */
  readonly tolerance?: number;
  /** Integer that decides all random choices. Default 0. */
  readonly seed?: number;
}

/** Fractions of all samples that are right without an attack and under it. */
export interface MaskingAccuracies {
  readonly clean: number;
  /** FGSM. */
  readonly oneStep: number;
  /** PGD. */
  readonly manySteps: number;
  /** PGD with restarts. */
  readonly restarts: number;
  /** PGD with restarts, then Square. */
  readonly blackBox: number;
  /** PGD in a ball that holds all inputs within the bounds. */
  readonly unbounded: number;
}

export interface GradientMaskingVerdict {
  /** A sign was found: the robust accuracy under gradient attacks says nothing about robustness. */
  readonly suspicious: boolean;
  readonly signs: readonly MaskingSign[];
  readonly accuracy: MaskingAccuracies;
  /** Fraction of all samples that are right and have a gradient of exactly 0. */
  readonly zeroGradients: number;
  /** Number of samples. */
  readonly count: number;
}

/**
 * Looks for the signs that a model resists gradient attacks because its gradients mislead, and not because it is robust: an attack
 * without gradients beats those with them, one step beats many, an attack without a limit fails, restarts keep gaining, or gradients
 * are exactly 0. Without a sign nothing is proven; some hundred samples are enough to see them. Batches are disposed after use.
 *
 * Athalye, Carlini and Wagner (2018), "Obfuscated gradients give a false sense of security", arXiv:1802.00420, section 3.1.
 * @throws InvalidOptionError when an option is out of its range, or the bounds are open, so that no ball holds all inputs.
 * @throws UnsteadyModelError when the model seems to be in training mode; see `checkModel`.
 * @throws InvalidInputError when the data is empty, and every error of the attacks.
 */
export async function gradientMasking(
  model: Model,
  data: EvaluationData,
  options: GradientMaskingOptions,
): Promise<GradientMaskingVerdict> {
  const {
    eps,
    threat = linf,
    steps = 20,
    restarts = 4,
    queries = 500,
    seed = 0,
    tolerance = 0.02,
    signal,
  } = options;
  if (!(eps > 0)) throw new InvalidOptionError(`eps must be greater than 0, got ${eps}`);
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new InvalidOptionError(`tolerance must be in [0, 1), got ${tolerance}`);
  }
  const classifier = toClassifier(model);
  const width = widthOf(classifier.bounds);
  const once = fgsm({ eps, threat });
  const inSteps = inTurn({
    eps,
    threat,
    attacks: [
      (given) => pgd({ ...given, steps, seed }),
      (given) => pgd({ ...given, steps, restarts, seed: seed + 1 }),
      (given) => square({ ...given, queries, seed }),
    ],
  });
  const counts = { right: 0, oneStep: 0, manySteps: 0, restarts: 0, blackBox: 0, unbounded: 0, zero: 0 };

  const count = await eachBatch('gradientMasking', data, options, async ({ xs, ys }, before) => {
    if (before === 0) await checkModel(classifier, xs);
    const size = xs.size / (xs.shape[0] ?? 1);
    const everywhere = threat(1).norm === 'linf' ? width : width * Math.sqrt(size);
    const run = { allZeroGradient: 'report', ...(signal && { signal }) } as const;
    const broken = async (attack: Attack) => {
      const result = await attack.run(classifier, xs, ys, run);
      result.dispose();
      const right = result.alreadyMisclassified.map((flag) => !flag);
      return {
        hits: result.success.filter(Boolean).length,
        right: right.filter(Boolean).length,
        zero: result.zeroGradient.filter((flag, sample) => flag && right[sample]).length,
      };
    };
    const { hits, right, zero } = await broken(once);
    counts.right += right;
    counts.zero += zero;
    counts.oneStep += hits;
    const result = await inSteps.run(classifier, xs, ys, run);
    result.dispose();
    const [many = 0, more = 0, blind = 0] = result.stages.map((stage) => stage.broken);
    counts.manySteps += many;
    counts.restarts += many + more;
    counts.blackBox += many + more + blind;
    counts.unbounded += (await broken(pgd({ eps: everywhere, threat, steps, seed }))).hits;
  });

  const left = (hits: number) => (counts.right - hits) / count;
  const accuracy = {
    clean: left(0),
    oneStep: left(counts.oneStep),
    manySteps: left(counts.manySteps),
    restarts: left(counts.restarts),
    blackBox: left(counts.blackBox),
    unbounded: left(counts.unbounded),
  };
  const zeroGradients = counts.zero / count;
  const signs = signsOf(accuracy, zeroGradients, tolerance);
  return { suspicious: signs.some(({ found }) => found), signs, accuracy, zeroGradients, count };
}

function widthOf([min, max]: Bounds): number {
  if (Number.isFinite(max - min)) return max - min;
  throw new InvalidOptionError(
    'gradientMasking needs bounds on both sides, to have a ball that holds all inputs: classifier(model, { bounds: [min, max] })',
  );
}
