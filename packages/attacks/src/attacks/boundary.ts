import type * as tf from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';
import { l2 } from '../threats/l2.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack } from './attack.ts';
import { reached } from './black-box/answers.ts';
import { boundarySearch } from './black-box/boundary-search.ts';
import { checkCount, checkNorm, checkPositive, checkSeed } from './black-box/options.ts';
import { searchEach } from './black-box/search.ts';
import { startsOf } from './black-box/start.ts';
import { defineAttack } from './define-attack.ts';

export interface BoundaryOptions {
  /** Forward passes that each sample may cost, the search for a start included. Default 25 000 (Foolbox's steps). */
  readonly queries?: number;
  /** First length of the step around the clean sample, relative to the distance. Default 0.01 (Foolbox). */
  readonly sphericalStep?: number;
  /** First length of the step towards the clean sample, relative to the distance. Default 0.01 (Foolbox). */
  readonly sourceStep?: number;
  /** Factor by which the two lengths grow and shrink, greater than 1. Default 1.5 (Foolbox). */
  readonly stepAdaptation?: number;
  /** The search ends when the step towards the clean sample is shorter than this. Default 1e-7 (Foolbox). */
  readonly sourceStepConvergence?: number;
  /** Every so many steps the step around the sample is asked about too, and counted for the adaptation. Default 10 (Foolbox). */
  readonly updateEvery?: number;
  /** Adversarial samples to start from, float32 like the batch. Default: uniform noise, the first of 1000 that is adversarial. */
  readonly start?: tf.Tensor;
  /** Integer that decides the noise. Default 0. */
  readonly seed?: number;
  /** `l2` (default), or `masked(l2, mask)`. */
  readonly threat?: Threat;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * Boundary attack: the first decision-based attack, for the L2 norm. From an adversarial start it walks along the boundary at
 * random, by steps around the clean sample and then towards it, and keeps those that stay adversarial and come nearer. The
 * lengths of the steps adapt so that about half of the former and a quarter of the latter succeed. It learns nothing of a
 * candidate but whether it is adversarial.
 *
 * The start is brought to the boundary by halving the way to the clean sample. A sample that met the goal at once, and one
 * for which no start is found, stays as it is. `success` tells them apart.
 *
 * Brendel, Rauber and Bethge (2018), "Decision-based adversarial attacks: reliable attacks against black-box machine learning
 * models", arXiv:1712.04248.
 * @throws InvalidOptionError when an option is out of range, the norm not `l2`, or (the attack) the bounds are not finite and
 * no `start` is given.
 * @throws InvalidInputError (the attack) when `start` is not like the batch or not adversarial.
 */
export function boundary(options: BoundaryOptions = {}): Attack {
  const { targeted = false, start } = options;
  const queries = checkCount(options.queries ?? 25_000, 'queries');
  const sphericalStep = checkPositive(options.sphericalStep ?? 0.01, 'sphericalStep');
  const sourceStep = checkPositive(options.sourceStep ?? 0.01, 'sourceStep');
  const stepAdaptation = checkPositive(options.stepAdaptation ?? 1.5, 'stepAdaptation');
  if (stepAdaptation <= 1) {
    throw new InvalidOptionError(`stepAdaptation must be greater than 1, got ${stepAdaptation}`);
  }
  const convergence = checkPositive(options.sourceStepConvergence ?? 1e-7, 'sourceStepConvergence');
  const updateEvery = checkCount(options.updateEvery ?? 10, 'updateEvery');
  const seed = checkSeed(options.seed);
  const threat = (options.threat ?? l2)(Number.POSITIVE_INFINITY);
  checkNorm('boundary', threat, ['l2']);

  return defineAttack({
    id: 'boundary',
    threat,
    targeted,
    async perturb(input) {
      const starts = await startsOf(input, start);
      const { bounds } = input.classifier;
      const lengths = { sphericalStep, sourceStep, stepAdaptation, convergence, updateEvery };
      return searchEach(input, {
        seed,
        queries,
        answer: reached,
        search: (sample) => boundarySearch(sample, { ...lengths, bounds, starts }),
      });
    },
  });
}
