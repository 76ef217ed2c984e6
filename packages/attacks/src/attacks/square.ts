import { linf } from '../threats/linf.ts';
import type { Eps } from '../threats/radius.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack } from './attack.ts';
import { marginScore, probabilityScore } from './black-box/answers.ts';
import { checkCount, checkFraction, checkNorm, checkSeed } from './black-box/options.ts';
import { planeOf } from './black-box/plane.ts';
import { searchEach } from './black-box/search.ts';
import { squareL2 } from './black-box/square-l2.ts';
import { squareLinf } from './black-box/square-linf.ts';
import { windowFraction } from './black-box/square-schedule.ts';
import { budget } from './budget.ts';
import { defineAttack } from './define-attack.ts';

export interface SquareOptions {
  /** Radius of the ball, in units of the input. Default 8/255 for `linf`; `l2` needs it. */
  readonly eps?: Eps;
  /** Forward passes that each sample may cost. Default 5000 (AutoAttack). */
  readonly queries?: number;
  /** Fraction of the image that the first windows cover, in (0, 1]. Default 0.8 (AutoAttack). */
  readonly pInit?: number;
  /**
   * Stretch the schedule, which was made for 10 000 queries, to the number given. Default false (AutoAttack): the windows
   * shrink after query 10, 50, 200, 500, 1000, 2000, 4000, 6000 and 8000, however many there are.
   */
  readonly rescaleSchedule?: boolean;
  /** Integer that decides the random windows. Default 0. */
  readonly seed?: number;
  /** `linf` or `l2`, or a threat model of your own in one of these norms. Default `linf`. */
  readonly threat?: Threat;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * Square attack: random search that sees the logits and calls no gradient. It changes one square window of the image at a
 * time, at a random place of its own for each sample, and keeps the change if the margin `z_y - max z_k` falls (targeted:
 * if the target's cross-entropy falls). The window shrinks on a fixed schedule, and a sample is left in peace as soon as
 * it is adversarial. Every window position is reachable, the last row and column included.
 *
 * Images are NHWC, `[N, H, W, C]`. Batches of another rank are taken as one row of values, and their windows are stripes
 * of this row.
 *
 * Andriushchenko, Croce, Flammarion and Hein (2020), "Square Attack: a query-efficient black-box adversarial attack via
 * random search", arXiv:1912.00049.
 * @throws InvalidOptionError when `eps` is negative, not finite, or missing for `l2`; when the norm is neither `linf` nor
 * `l2`, `queries` not a positive integer, `pInit` not in (0, 1], or `seed` not an integer.
 */
export function square(options: SquareOptions = {}): Attack {
  const { threat: threatOf = linf, targeted = false, rescaleSchedule = false } = options;
  const queries = checkCount(options.queries ?? 5000, 'queries');
  const pInit = checkFraction(options.pInit ?? 0.8, 'pInit');
  const seed = checkSeed(options.seed);
  const threat = budget('square', threatOf, options.eps);
  const norm = checkNorm('square', threat, ['linf', 'l2']);
  const length = rescaleSchedule ? queries : undefined;

  return defineAttack({
    id: 'square',
    threat,
    targeted,
    perturb(input) {
      const setting = {
        plane: planeOf(input.xs.shape),
        bounds: input.classifier.bounds,
        fraction: (query: number) => windowFraction(query, pInit, length),
      };
      const search = norm === 'linf' ? squareLinf : squareL2;
      return searchEach(input, {
        seed,
        queries,
        answer: targeted ? probabilityScore : marginScore,
        search: (sample) => search(sample, setting),
      });
    },
  });
}
