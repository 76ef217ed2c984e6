import * as tf from '@tensorflow/tfjs-core';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { InvalidInputError, InvalidOptionError } from '../errors.ts';
import { type EvaluationData, sizeOf } from '../evaluate/batches.ts';
import type { Progress } from '../evaluate/each-batch.ts';
import { linf } from '../threats/linf.ts';
import type { Threat } from '../threats/threat.ts';
import { checkCount, checkFraction, checkPositive } from './black-box/options.ts';
import { breather } from './breathe.ts';
import { checkBatch, climbed, fooled } from './universal/climb.ts';
import { inputPasses } from './universal/input-passes.ts';

export interface UniversalPerturbationOptions {
  /** Radius of the ball, in units of the input. Default 10/255 for `linf` (Moosavi-Dezfooli et al.); others need it. */
  readonly eps?: number;
  /** `linf`, `l2`, `l1`, `masked(...)` with the mask of one sample, or your own threat model. Default `linf`. */
  readonly threat?: Threat;
  /** How often the data is gone through. Default 10. */
  readonly epochs?: number;
  /** Length of a step in the first epoch, in units of the input. Default eps. */
  readonly alpha?: number;
  /** Factor on the length of a step from epoch to epoch, in (0, 1]. Default 0.8. */
  readonly stepDecay?: number;
  /** A sample whose cross-entropy is above this no longer counts: it is fooled. Without effect on a target. Default 12. */
  readonly lossLimit?: number;
  /** The class that all samples are to be taken for. Default none: any change of class counts. */
  readonly target?: number;
  /** Samples in a batch, where the data cuts itself into batches. Default 100. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** Called after every batch; `done` counts samples, those of every epoch. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface UniversalPerturbation {
  /** `[1, ...]`, in the ball: add it to a batch and clip to the bounds. The caller disposes it. */
  readonly delta: tf.Tensor;
  /** Fraction of the samples whose predicted class changes; with a target, that are taken for it. */
  readonly foolingRate: number;
  /** Number of samples. */
  readonly count: number;
}

/**
 * One perturbation for all samples of a data set. Batch after batch it moves along the steepest direction of the summed
 * cross-entropy of the classes that the model sees in the clean samples (labels are not used), limited for each sample so
 * that those which are fooled already do not decide, and back into the ball. The steps get shorter from epoch to epoch.
 *
 * It begins at 0 and goes through the data in its order, so nothing is random. Data that is not a data set with `batches`
 * is read once and kept in memory until the end. Batches are disposed after use.
 *
 * The problem: Moosavi-Dezfooli, Fawzi, Fawzi and Frossard (2017), "Universal adversarial perturbations", arXiv:1610.08401.
 * The method: Shafahi, Najibi, Xu, Dickerson, Davis and Goldstein (2020), "Universal adversarial training",
 * arXiv:1811.11304; lengths of the steps and limit of the loss as in the code of Co et al. (arXiv:1911.10364).
 * @throws InvalidOptionError when an option is out of range, InvalidInputError when the data is empty, out of the bounds or
 * of different shapes, ZeroGradientError when every gradient of the first batch is 0.
 */
export async function universalPerturbation(
  model: Model,
  data: EvaluationData,
  options: UniversalPerturbationOptions = {},
): Promise<UniversalPerturbation> {
  const { signal, onProgress, target, threat: threatOf = linf } = options;
  const epochs = checkCount(options.epochs ?? 10, 'epochs');
  const batchSize = checkCount(options.batchSize ?? 100, 'batchSize');
  const stepDecay = checkFraction(options.stepDecay ?? 0.8, 'stepDecay');
  const lossLimit = checkPositive(options.lossLimit ?? 12, 'lossLimit');
  if (target !== undefined && !(Number.isInteger(target) && target >= 0)) {
    throw new InvalidOptionError(`target must be the index of a class, got ${target}`);
  }
  if (options.eps === undefined && threatOf !== linf) {
    throw new InvalidOptionError(
      'universalPerturbation needs eps for this threat model: its default is a custom of linf alone',
    );
  }
  const eps = checkPositive(options.eps ?? 10 / 255, 'eps');
  const alpha = checkPositive(options.alpha ?? eps, 'alpha');
  const climb = { classifier: toClassifier(model), threat: threatOf(eps), lossLimit, target };

  const passes = inputPasses(data, batchSize);
  const size = sizeOf(data);
  const total = size === undefined ? {} : { total: size * epochs };
  const breathe = breather();
  let delta: tf.Tensor | undefined;
  let done = 0;
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      for await (const xs of passes.next(signal)) {
        await checkBatch(xs, delta, climb.classifier);
        const first = delta === undefined;
        const present = delta ?? tf.tidy(() => tf.zerosLike(tf.slice(xs, 0, 1)));
        delta = present;
        delta = await climbed(present, xs, climb, alpha * stepDecay ** epoch, first);
        present.dispose();
        done += xs.shape[0] ?? 0;
        onProgress?.({ phase: 'universal perturbation', done, unit: 'samples', ...total });
        await breathe();
      }
    }
    if (!delta) throw new InvalidInputError('universalPerturbation got no batches: the data is empty');
    let [count, hits] = [0, 0];
    for await (const xs of passes.next(signal)) {
      hits += await fooled(delta, xs, climb);
      count += xs.shape[0] ?? 0;
      await breathe();
    }
    return { delta, foolingRate: hits / count, count };
  } catch (error) {
    delta?.dispose();
    throw error;
  } finally {
    passes.dispose();
  }
}
