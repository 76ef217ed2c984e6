import * as tf from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';
import type { Loss } from '../losses/loss.ts';
import { margin } from '../losses/margin.ts';
import { l1 } from '../threats/l1.ts';
import type { Attack, AttackInput } from './attack.ts';
import { defineAttack } from './define-attack.ts';
import { column } from './minimum-norm/column.ts';
import { searchConstants } from './minimum-norm/constant.ts';
import { elasticNet, shrink } from './minimum-norm/elastic-net.ts';
import { held } from './minimum-norm/held.ts';
import { type Moving, opening } from './minimum-norm/opening.ts';
import { notNegative, positive, wholeNumber } from './minimum-norm/options.ts';
import { type Search, searching } from './minimum-norm/search.ts';
import { stalling } from './minimum-norm/stalling.ts';
import { read } from './read.ts';

export interface EadOptions {
  /** Weight of the L1 norm beside the squared L2 norm. Default 0.001. */
  readonly beta?: number;
  /** Which adversarial point is the closest: `en` by squared L2 plus `beta` L1, `l1` by L1 alone. Default `en`. */
  readonly rule?: 'en' | 'l1';
  /** How many constants are tried for each sample. Default 9. */
  readonly searches?: number;
  /** Largest number of steps for one constant, each with one gradient and one query. Default 1000. */
  readonly steps?: number;
  /** Length of the first step relative to its gradient; it falls with the square root of the steps left. Default 0.01. */
  readonly rate?: number;
  /** The first constant: how much the margin weighs against the distance. Default 0.001. */
  readonly initialConstant?: number;
  /** By how much the logits must be beyond the goal. Default 0. */
  readonly confidence?: number;
  /** A sample whose objective fell by less than 0.01 % in a tenth of the steps is done with this constant. Default true. */
  readonly abortEarly?: boolean;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * Elastic-net attack: minimises `c max(margin + confidence, 0) + beta |x' - x|_1 + |x' - x|_2^2` by accelerated shrinkage
 * and thresholding (FISTA), so that many values do not change at all. For each sample c grows tenfold until it succeeds and
 * then is bisected. The result is the closest adversarial point on the way, by `rule`; a sample without one comes back
 * as the point whose logits lacked least.
 *
 * Each step shrinks by `beta` whatever its length, as in the paper: values whose share of a step is smaller do not move.
 *
 * Chen, Sharma, Zhang, Yi and Hsieh (2018), "EAD: elastic-net attacks to deep neural networks via adversarial examples",
 * arXiv:1709.04114; defaults of the paper, early abort as in their code but decided for each sample alone.
 * @throws InvalidOptionError when `searches` or `steps` is not a positive integer, `rate` or `initialConstant` not positive,
 * `beta` or `confidence` negative, or `rule` unknown.
 */
export function ead(options: EadOptions = {}): Attack {
  const settings: Settings = {
    beta: notNegative('beta', options.beta ?? 0.001),
    rule: checkRule(options.rule ?? 'en'),
    searches: wholeNumber('searches', options.searches ?? 9),
    steps: wholeNumber('steps', options.steps ?? 1000),
    rate: positive('rate', options.rate ?? 0.01),
    initialConstant: positive('initialConstant', options.initialConstant ?? 0.001),
    confidence: notNegative('confidence', options.confidence ?? 0),
    abortEarly: options.abortEarly ?? true,
  };
  const { rule, beta, confidence } = settings;
  return defineAttack({
    id: 'ead',
    threat: l1(Number.POSITIVE_INFINITY),
    targeted: options.targeted ?? false,
    perturb: (input) => {
      const distance = rule === 'l1' ? input.threat.distance : elasticNet(beta);
      return searching(input, { distance, confidence }, (search) => minimise(input, search, settings));
    },
  });
}

type Settings = Required<Omit<EadOptions, 'targeted'>>;

function checkRule(rule: 'en' | 'l1'): 'en' | 'l1' {
  if (rule === 'en' || rule === 'l1') return rule;
  throw new InvalidOptionError(`rule must be 'en' or 'l1', got ${String(rule)}`);
}

async function minimise(input: AttackInput, search: Search, settings: Settings): Promise<void> {
  const start = await opening(input, search);
  if (!start) return;
  const { part } = start;
  try {
    await searchConstants(part.rows, settings, (constantOf) =>
      descend(input, part.now, part.rows, search, constantOf, settings),
    );
  } finally {
    part.dispose();
  }
}

/** FISTA from the clean samples, with one constant for each. Returns the rows that became adversarial. */
async function descend(
  { classifier, targeted }: AttackInput,
  { xs, labels }: Moving,
  rows: readonly number[],
  search: Search,
  constantOf: (row: number) => number,
  { beta, steps, rate, confidence, abortEarly }: Settings,
): Promise<ReadonlySet<number>> {
  const succeeded = new Set<number>();
  const stalled = stalling(steps);
  const part = held(rows, () => ({
    xs: tf.clone(xs),
    labels: tf.clone(labels),
    at: tf.clone(xs),
    ahead: tf.clone(xs),
  }));
  // What the logits lack, and nothing once they are beyond the goal.
  const lack: Loss = (logits, y) =>
    tf.tidy(() => {
      const found = margin(logits, y);
      return tf.relu(tf.add(targeted ? found : tf.neg(found), confidence)) as tf.Tensor1D;
    });
  try {
    for (let step = 0; step < steps; step++) {
      const gradient = await search.gradient(part, part.now.ahead, lack);
      const weights = part.rows.map(constantOf);
      const length = rate * Math.sqrt(1 - step / steps);
      part.update(({ xs, at, ahead }) => {
        const uphill = tf.add(tf.mul(gradient, column(weights, xs)), tf.mul(tf.sub(ahead, xs), 2));
        const next = shrink(tf.sub(ahead, tf.mul(uphill, length)), xs, beta, classifier.bounds);
        return { at: next, ahead: tf.add(next, tf.mul(tf.sub(next, at), step / (step + 3))) };
      });
      gradient.dispose();
      const { reached, lacking } = await search.look(part, part.now.at);
      for (const [i, row] of part.rows.entries()) if (reached[i]) succeeded.add(row);
      if (!abortEarly) continue;
      const [nets = []] = await read(() => [elasticNet(beta)(tf.sub(part.now.at, part.now.xs))]);
      const moving = stalled.moving(
        step + 1,
        part.rows,
        (row, i) => (nets[i] ?? 0) + constantOf(row) * Math.max((lacking[i] ?? 0) + confidence, 0),
      );
      if (moving.length === 0) break;
      part.narrow(moving);
    }
    return succeeded;
  } finally {
    part.dispose();
  }
}
