import * as tf from '@tensorflow/tfjs-core';
import type { Bounds } from '../classifier/bounds.ts';
import { InvalidOptionError } from '../errors.ts';
import { linf } from '../threats/linf.ts';
import type { Attack, AttackInput } from './attack.ts';
import { defineAttack } from './define-attack.ts';
import { type Box, box } from './minimum-norm/box.ts';
import { type Held, held } from './minimum-norm/held.ts';
import { type Moving, opening } from './minimum-norm/opening.ts';
import { fraction, notNegative, positive, wholeNumber } from './minimum-norm/options.ts';
import { type Search, searching } from './minimum-norm/search.ts';
import { firstTry, nextTry, type Try } from './minimum-norm/tightening.ts';
import { advance, excesses, type Limited } from './minimum-norm/within-limits.ts';
import { rowsWhere } from './per-sample.ts';

export interface CwLinfOptions {
  /** Largest number of steps for one limit and constant, each with one gradient. Default 1000. */
  readonly steps?: number;
  /** Learning rate of Adam. Default 0.005. */
  readonly rate?: number;
  /** By which factor the limit falls after a success. Default 0.9. */
  readonly decrease?: number;
  /** Limits below this fraction of the bounds' width (of 1 where they are open) are not tried. Default 1/256. */
  readonly smallest?: number;
  /** The first constant: how much the margin weighs against what exceeds the limit. Default 0.00001. */
  readonly initialConstant?: number;
  /** The constant doubles after a failure, and from here on the sample is done. Default 20. */
  readonly largestConstant?: number;
  /** By how much the logits must be beyond the goal. Default 0. */
  readonly confidence?: number;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * Carlini and Wagner's attack in L-infinity: minimises `c max(margin + confidence, 0) + sum max(|x' - x| - limit, 0)` by
 * Adam. Whenever the sum vanishes and the point is adversarial, the limit falls below what that point needed; where the steps
 * do not suffice, c doubles. Samples go through this independently of each other. The result is the closest adversarial
 * point on the way; a sample without one comes back as the point whose logits lacked least.
 *
 * Carlini and Wagner (2017), "Towards evaluating the robustness of neural networks", arXiv:1608.04644, section VI.C;
 * defaults of their code. The limit starts without a bound, which is what their start at the width of the box amounts to.
 * @throws InvalidOptionError when `steps` is not a positive integer, `decrease` or `smallest` not between 0 and 1,
 * `confidence` negative, another number not positive, or `largestConstant` not above `initialConstant`.
 */
export function cwLinf(options: CwLinfOptions = {}): Attack {
  const settings: Settings = {
    steps: wholeNumber('steps', options.steps ?? 1000),
    rate: positive('rate', options.rate ?? 0.005),
    decrease: fraction('decrease', options.decrease ?? 0.9),
    smallest: fraction('smallest', options.smallest ?? 1 / 256),
    initialConstant: positive('initialConstant', options.initialConstant ?? 1e-5),
    largestConstant: positive('largestConstant', options.largestConstant ?? 20),
    confidence: notNegative('confidence', options.confidence ?? 0),
  };
  if (settings.largestConstant <= settings.initialConstant) {
    throw new InvalidOptionError(
      `largestConstant must be above initialConstant ${settings.initialConstant}, got ${settings.largestConstant}`,
    );
  }
  return defineAttack({
    id: 'cw-linf',
    threat: linf(Number.POSITIVE_INFINITY),
    targeted: options.targeted ?? false,
    perturb: (input) =>
      searching(input, { distance: input.threat.distance, confidence: settings.confidence }, (search) =>
        tighten(input, search, settings),
      ),
  });
}

/** An objective below this times the constant counts as 0. */
const NEGLIGIBLE = 1e-4;

type Settings = Required<Omit<CwLinfOptions, 'targeted'>>;

async function tighten(input: AttackInput, search: Search, settings: Settings): Promise<void> {
  const start = await opening(input, search);
  if (!start) return;
  const { bounds } = input.classifier;
  const rules = { ...settings, smallest: settings.smallest * widthOf(bounds) };
  const space = box(bounds);
  const part = started(start.part, space);
  let tries: readonly Try[] = part.rows.map(() => firstTry(rules));
  try {
    while (tries.length > 0) {
      part.update(({ w }) => ({ at: space.toInputs(w) }));
      const { gradient, reached, lacking, distances } = await search.climb(part, part.now.at);
      const beyond = await excesses(part.now, tries);
      const weights = tries.map(({ constant }, i) =>
        item(lacking, i) + settings.confidence > 0 ? constant : 0,
      );
      const outcomes = tries.map((now, i) => {
        const objective = item(weights, i) * (item(lacking, i) + settings.confidence) + item(beyond, i);
        const solved = (reached[i] ?? false) && objective < NEGLIGIBLE * now.constant;
        return nextTry(now, solved, item(distances, i), rules);
      });
      part.update((now) => advance(now, gradient, weights, tries, outcomes, space, settings.rate));
      gradient.dispose();
      const going = rowsWhere(outcomes.map((outcome) => outcome !== undefined));
      tries = outcomes.flatMap((outcome) => (outcome ? [outcome.next] : []));
      if (going.length > 0) part.narrow(going);
    }
  } finally {
    part.dispose();
  }
}

/** Takes the place of the samples it is given. */
function started(opened: Held<Moving>, space: Box): Held<Limited> {
  try {
    const { xs, labels } = opened.now;
    return held(opened.rows, () => ({
      xs: tf.clone(xs),
      labels: tf.clone(labels),
      at: tf.clone(xs),
      w: space.fromInputs(xs),
      base: space.fromInputs(xs),
      first: tf.zerosLike(xs),
      second: tf.zerosLike(xs),
    }));
  } finally {
    opened.dispose();
  }
}

const item = (values: ArrayLike<number>, index: number) => values[index] ?? Number.NaN;

const widthOf = ([min, max]: Bounds) => (Number.isFinite(max - min) ? max - min : 1);
