import { InvalidOptionError } from '../errors.ts';
import { linf } from '../threats/linf.ts';
import type { Eps } from '../threats/radius.ts';
import type { Threat } from '../threats/threat.ts';
import { checkCount, checkSeed } from './ascent.ts';
import type { Attack } from './attack.ts';
import { defineAttack } from './define-attack.ts';
import { type Itinerary, searchBoundary } from './fab/search-boundary.ts';

/** The defaults are those of the authors' code. */
export interface FabOptions {
  /** The norm to keep small: `linf` (default), `l2`, `l1`, or your own threat model. */
  readonly threat?: Threat;
  /**
   * Infinity (default) looks for the smallest change. With a radius, in units of the input, a sample is done as soon as it is
   * adversarial within it, and nothing outside is handed out.
   */
  readonly eps?: Eps;
  /** Number of steps. Default 100. */
  readonly steps?: number;
  /** Walks; the first begins at the clean sample, the others at random points near it. Default 1. */
  readonly restarts?: number;
  /** How much a step may be drawn back towards the clean sample, in [0, 1]. Default 0.1. */
  readonly alphaMax?: number;
  /** How far to go, where 1 is the boundary; at least 1. Default 1.05. */
  readonly eta?: number;
  /** What remains of the way from the clean sample after a success, in (0, 1). Default 0.9. */
  readonly beta?: number;
  /** Integer that decides where restarts begin. Default 0. */
  readonly seed?: number;
}

export interface FabTOptions extends FabOptions {
  /** Other classes that a sample walks to, one after the other, the strongest first; K - 1 at most. Default 9. */
  readonly targets?: number;
}

/**
 * Fast adaptive boundary attack: takes the model for linear, goes beyond the nearest decision boundary within the bounds, drawn
 * towards the clean sample, and starts again a tenth of the way back whenever it is beyond. It looks for the smallest
 * change, needs no step size, and does not mind how the logits are scaled. A step costs K - 1 gradients and a query; with many
 * classes take `fabT`.
 *
 * A sample on which it fails comes back as the point of its way where the label led least.
 *
 * Croce and Hein (2020), "Minimally distorted adversarial examples with a fast adaptive boundary attack", arXiv:1907.02044.
 * @throws InvalidOptionError when an option is out of its range.
 */
export function fab(options: FabOptions = {}): Attack {
  return walkTo('fab', options, (others) => [others]);
}

/**
 * Targeted FAB: a walk (or `restarts` walks) to each of the 9 strongest other classes of the clean sample, with one gradient
 * and one query a step. It is an untargeted attack: the labels are the true classes, and of all that it finds, the closest counts.
 *
 * Croce and Hein (2020), arXiv:1907.02044, and in AutoAttack, arXiv:2003.01690.
 * @throws InvalidOptionError when an option is out of its range.
 */
export function fabT({ targets = 9, ...options }: FabTOptions = {}): Attack {
  checkCount('targets', targets);
  return walkTo('fab-t', options, (others) => others.slice(0, targets).map((other) => [other]));
}

function walkTo(id: string, options: FabOptions, itinerary: Itinerary): Attack {
  const { threat = linf, eps = Number.POSITIVE_INFINITY, steps = 100, restarts = 1 } = options;
  const { alphaMax = 0.1, eta = 1.05, beta = 0.9, seed = 0 } = options;
  checkCount('steps', steps);
  checkCount('restarts', restarts);
  checkRange('alphaMax', alphaMax, 'in [0, 1]', alphaMax >= 0 && alphaMax <= 1);
  checkRange('eta', eta, 'at least 1 and finite', eta >= 1 && Number.isFinite(eta));
  checkRange('beta', beta, 'in (0, 1)', beta > 0 && beta < 1);
  checkSeed(seed);
  return defineAttack({
    id,
    threat: threat(eps),
    targeted: false,
    perturb: (input) =>
      searchBoundary(input, itinerary, { threat, steps, restarts, alphaMax, eta, beta, seed }),
  });
}

function checkRange(name: string, value: number, range: string, valid: boolean): void {
  if (!valid) throw new InvalidOptionError(`${name} must be ${range}, got ${value}`);
}
