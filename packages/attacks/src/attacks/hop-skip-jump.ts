import type * as tf from '@tensorflow/tfjs-core';
import { l2 } from '../threats/l2.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack } from './attack.ts';
import { reached } from './black-box/answers.ts';
import { hopSkipJumpSearch } from './black-box/hop-skip-jump-search.ts';
import { checkCount, checkNorm, checkPositive, checkSeed } from './black-box/options.ts';
import { searchEach } from './black-box/search.ts';
import { startsOf } from './black-box/start.ts';
import { defineAttack } from './define-attack.ts';

export interface HopSkipJumpOptions {
  /** Number of jumps, at most. Default 40 (the authors' code). */
  readonly steps?: number;
  /** Forward passes that each sample may cost, the search for a start included. Default 25 000 (Chen et al.). */
  readonly queries?: number;
  /** Queries of the first estimate of the boundary's direction; step t takes `sqrt(t)` times as many. Default 100 (Chen et al.). */
  readonly initialEvaluations?: number;
  /** Queries of an estimate, at most. Default 10 000 (the authors' code). */
  readonly maxEvaluations?: number;
  /** How far the boundary search and the estimate's probes reach, as a factor. Default 1 (the authors' code). */
  readonly gamma?: number;
  /** Adversarial samples to start from, float32 like the batch. Default: uniform noise, the first of 1000 that is adversarial. */
  readonly start?: tf.Tensor;
  /** Integer that decides the noise. Default 0. */
  readonly seed?: number;
  /** The norm that is made small: `l2`, `linf`, or these within a mask, `masked(l2, mask)`. Default `l2`. */
  readonly threat?: Threat;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * HopSkipJump: a decision-based minimum-norm attack, which learns nothing of a candidate but whether it is adversarial. From
 * an adversarial start it goes to the boundary by halving, estimates the boundary's direction there from the answers around
 * it, jumps along it, and goes back to the boundary, nearer to the clean sample. The nearest adversarial point is the result.
 *
 * A sample that met the goal at once, and one for which no start is found, stays as it is. `success` tells them apart.
 *
 * Chen, Jordan and Wainwright (2020), "HopSkipJumpAttack: a query-efficient decision-based attack", arXiv:1904.02144. Halving
 * ends at the paper's tolerance or at 1e-3, whichever is less: the former is coarse for samples of few values.
 * @throws InvalidOptionError when an option is out of range, the norm neither `l2` nor `linf`, or (the attack) the bounds are
 * not finite and no `start` is given.
 * @throws InvalidInputError (the attack) when `start` is not like the batch or not adversarial.
 */
export function hopSkipJump(options: HopSkipJumpOptions = {}): Attack {
  const { targeted = false, start } = options;
  const steps = checkCount(options.steps ?? 40, 'steps');
  const queries = checkCount(options.queries ?? 25_000, 'queries');
  const initialEvaluations = checkCount(options.initialEvaluations ?? 100, 'initialEvaluations');
  const maxEvaluations = checkCount(options.maxEvaluations ?? 10_000, 'maxEvaluations');
  const gamma = checkPositive(options.gamma ?? 1, 'gamma');
  const seed = checkSeed(options.seed);
  const threat = (options.threat ?? l2)(Number.POSITIVE_INFINITY);
  const norm = checkNorm('hopSkipJump', threat, ['l2', 'linf']);

  return defineAttack({
    id: 'hop-skip-jump',
    threat,
    targeted,
    async perturb(input) {
      const starts = await startsOf(input, start);
      const { bounds } = input.classifier;
      const setting = { steps, initialEvaluations, maxEvaluations, gamma, norm, bounds, starts };
      return searchEach(input, {
        seed,
        queries,
        answer: reached,
        search: (sample) => hopSkipJumpSearch(sample, setting),
      });
    },
  });
}
