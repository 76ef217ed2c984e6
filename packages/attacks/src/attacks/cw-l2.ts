import * as tf from '@tensorflow/tfjs-core';
import { l2 } from '../threats/l2.ts';
import type { Attack, AttackInput } from './attack.ts';
import { defineAttack } from './define-attack.ts';
import { adam } from './minimum-norm/adam.ts';
import { type Box, box } from './minimum-norm/box.ts';
import { column } from './minimum-norm/column.ts';
import { searchConstants } from './minimum-norm/constant.ts';
import { held } from './minimum-norm/held.ts';
import { type Moving, opening } from './minimum-norm/opening.ts';
import { notNegative, positive, wholeNumber } from './minimum-norm/options.ts';
import { type Search, searching } from './minimum-norm/search.ts';
import { stalling } from './minimum-norm/stalling.ts';

export interface CwL2Options {
  /** How many constants are tried for each sample. Default 9. */
  readonly searches?: number;
  /** Largest number of steps for one constant, each with one gradient. Default 10000. */
  readonly steps?: number;
  /** Learning rate of Adam. Default 0.01. */
  readonly rate?: number;
  /** The first constant: how much the margin weighs against the squared distance. Default 0.001. */
  readonly initialConstant?: number;
  /** By how much the logits must be beyond the goal. Default 0. */
  readonly confidence?: number;
  /** A sample whose objective fell by less than 0.01 % in a tenth of the steps is done with this constant. Default true. */
  readonly abortEarly?: boolean;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * Carlini and Wagner's attack in L2: minimises `|x' - x|^2 + c max(margin + confidence, 0)` by Adam, where x' is a tanh of
 * what is optimised (softplus where one side is open) and so never leaves the bounds. For each sample c grows tenfold until it succeeds and then is bisected.
 * The result is the closest adversarial point on the way; a sample without one comes back as the point whose logits
 * lacked least. With the defaults it takes up to 90000 gradients for a sample.
 *
 * Carlini and Wagner (2017), "Towards evaluating the robustness of neural networks", arXiv:1608.04644; defaults and
 * early abort as in their code, but decided for each sample alone.
 * @throws InvalidOptionError when `searches` or `steps` is not a positive integer, `rate` or `initialConstant` not positive,
 * or `confidence` negative.
 */
export function cwL2(options: CwL2Options = {}): Attack {
  const settings: Settings = {
    searches: wholeNumber('searches', options.searches ?? 9),
    steps: wholeNumber('steps', options.steps ?? 10_000),
    rate: positive('rate', options.rate ?? 0.01),
    initialConstant: positive('initialConstant', options.initialConstant ?? 0.001),
    confidence: notNegative('confidence', options.confidence ?? 0),
    abortEarly: options.abortEarly ?? true,
  };
  return defineAttack({
    id: 'cw-l2',
    threat: l2(Number.POSITIVE_INFINITY),
    targeted: options.targeted ?? false,
    perturb: (input) =>
      searching(input, { distance: input.threat.distance, confidence: settings.confidence }, (search) =>
        minimise(input, search, settings),
      ),
  });
}

type Settings = Required<Omit<CwL2Options, 'targeted'>>;

async function minimise(input: AttackInput, search: Search, settings: Settings): Promise<void> {
  const start = await opening(input, search);
  if (!start) return;
  const { part } = start;
  const space = box(input.classifier.bounds);
  try {
    await searchConstants(part.rows, settings, (constantOf) =>
      descend(part.now, part.rows, search, space, constantOf, settings),
    );
  } finally {
    part.dispose();
  }
}

/** Adam from the clean samples, with one constant for each. Returns the rows that became adversarial. */
async function descend(
  { xs, labels }: Moving,
  rows: readonly number[],
  search: Search,
  space: Box,
  constantOf: (row: number) => number,
  { steps, rate, confidence, abortEarly }: Settings,
): Promise<ReadonlySet<number>> {
  const succeeded = new Set<number>();
  const stalled = stalling(steps);
  const part = held(rows, () => ({
    xs: tf.clone(xs),
    labels: tf.clone(labels),
    w: space.fromInputs(xs),
    at: tf.clone(xs),
    first: tf.zerosLike(xs),
    second: tf.zerosLike(xs),
  }));
  try {
    for (let step = 1; step <= steps; step++) {
      part.update(({ w }) => ({ at: space.toInputs(w) }));
      const { gradient, reached, lacking, distances } = await search.climb(part, part.now.at);
      const excess = lacking.map((value) => Math.max(value + confidence, 0));
      const weights = part.rows.map((row, i) => ((excess[i] ?? 0) > 0 ? constantOf(row) : 0));
      part.update(({ xs, w, at, first, second }) => {
        const uphill = tf.sub(tf.mul(tf.sub(at, xs), 2), tf.mul(gradient, column(weights, xs)));
        const { change, ...moments } = adam(tf.mul(uphill, space.slope(w)), { first, second }, step, rate);
        return { ...moments, w: tf.sub(w, change) };
      });
      gradient.dispose();
      for (const [i, row] of part.rows.entries()) if (reached[i]) succeeded.add(row);
      if (!abortEarly) continue;
      const moving = stalled.moving(
        step,
        part.rows,
        (row, i) => (distances[i] ?? 0) ** 2 + constantOf(row) * (excess[i] ?? 0),
      );
      if (moving.length === 0) break;
      part.narrow(moving);
    }
    return succeeded;
  } finally {
    part.dispose();
  }
}
