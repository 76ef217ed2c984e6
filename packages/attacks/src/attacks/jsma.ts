import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../classifier/bounds.ts';
import { InvalidOptionError } from '../errors.ts';
import type { Loss } from '../losses/loss.ts';
import { oneHot, pick } from '../losses/own-class.ts';
import { l1 } from '../threats/l1.ts';
import type { Attack, AttackInput } from './attack.ts';
import { defineAttack } from './define-attack.ts';
import type { Held } from './minimum-norm/held.ts';
import { type Moving, opening } from './minimum-norm/opening.ts';
import { mostDecisive, mostSalient } from './minimum-norm/saliency.ts';
import { type Search, searching } from './minimum-norm/search.ts';
import { rowsWhere } from './per-sample.ts';

export interface JsmaOptions {
  /** How much a value changes at once, in units of the input; negative lowers it. Default 1. */
  readonly theta?: number;
  /** Largest fraction of the values of a sample that may change. Default 0.1. */
  readonly gamma?: number;
  /** How many values change at once, 1 or 2. Default 2. */
  readonly atOnce?: 1 | 2;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * Jacobian-based saliency map attack: changes few values, by much. Each step moves the pair of values that most raises the
 * target's logit and lowers the mean of the others, or where none does both, raises their difference; a value changes once.
 * Untargeted, it lowers the label's logit and raises the mean of the others, as in Wiyatno and Xu. A step costs two
 * gradients, for any number of classes. The result is the first adversarial point, whose number of changed values is
 * what is kept small; a sample that runs out of values comes back as the point whose logits lacked least.
 *
 * Its threat model is L1, the nearest to a count of values that there is.
 *
 * Papernot, McDaniel, Jha, Fredrikson, Celik and Swami (2016), "The limitations of deep learning in adversarial settings",
 * arXiv:1511.07528; Wiyatno and Xu (2018), "Maximal Jacobian-based saliency map attack", arXiv:1808.07945.
 * @throws InvalidOptionError when `theta` is 0 or not finite, `gamma` not in (0, 1], or `atOnce` neither 1 nor 2.
 */
export function jsma(options: JsmaOptions = {}): Attack {
  const { theta = 1, gamma = 0.1, atOnce = 2, targeted = false } = options;
  if (!Number.isFinite(theta) || theta === 0) {
    throw new InvalidOptionError(`theta must be a finite number other than 0, got ${theta}`);
  }
  if (!(gamma > 0 && gamma <= 1)) {
    throw new InvalidOptionError(`gamma must be greater than 0 and at most 1, got ${gamma}`);
  }
  if (atOnce !== 1 && atOnce !== 2) throw new InvalidOptionError(`atOnce must be 1 or 2, got ${atOnce}`);
  return defineAttack({
    id: 'jsma',
    threat: l1(Number.POSITIVE_INFINITY),
    targeted,
    perturb: (input) =>
      searching(input, { distance: input.threat.distance }, (search) =>
        saturate(input, search, { theta, gamma, atOnce }),
      ),
  });
}

type Settings = Required<Omit<JsmaOptions, 'targeted'>>;

async function saturate(input: AttackInput, search: Search, settings: Settings): Promise<void> {
  const start = await opening(input, search);
  if (!start) return;
  const { part } = start;
  const { bounds } = input.classifier;
  const size = input.xs.size / (input.xs.shape[0] ?? 1);
  const steps = Math.max(1, Math.floor((size * settings.gamma) / settings.atOnce));
  const changed = new Map(part.rows.map((row) => [row, new Set<number>()]));
  try {
    for (let step = 0; step < steps; step++) {
      const chosen = await choose(input, search, part, changed, settings);
      const going = rowsWhere(chosen.map((features) => features.length > 0));
      if (going.length === 0) return;
      part.narrow(going);
      const moves = new Float32Array(going.length * size);
      for (const [i, row] of part.rows.entries()) {
        for (const feature of chosen[going[i] ?? 0] ?? []) {
          changed.get(row)?.add(feature);
          moves[i * size + feature] = settings.theta;
        }
      }
      part.update(({ at }) => ({ at: clipToBounds(tf.add(at, tf.tensor(moves, at.shape)), bounds) }));
      const { reached } = await search.look(part, part.now.at);
      const open = rowsWhere(reached.map((flag) => !flag));
      if (open.length === 0) return;
      part.narrow(open);
    }
  } finally {
    part.dispose();
  }
}

/** The features of each sample that are to change next; none where no change helps. */
async function choose(
  { classifier, targeted }: AttackInput,
  search: Search,
  part: Held<Moving>,
  changed: ReadonlyMap<number, ReadonlySet<number>>,
  { theta, atOnce }: Settings,
): Promise<(readonly number[])[]> {
  const [min, max] = classifier.bounds;
  const values = (await part.now.at.data()) as Float32Array;
  const own = await slopes(search, part, ownLogit);
  const others = await slopes(search, part, otherLogits);
  const size = values.length / part.rows.length;
  // Towards a target its logit is to rise; away from the label that is to fall.
  const wanted = targeted ? theta : -theta;
  return part.rows.map((row, i) => {
    const of = (all: Float32Array) => all.subarray(i * size, (i + 1) * size);
    const done = changed.get(row);
    const open: number[] = [];
    for (const [feature, value] of of(values).entries()) {
      if (!done?.has(feature) && (theta > 0 ? value < max : value > min)) open.push(feature);
    }
    const gains = of(own).map((slope) => slope * wanted);
    const losses = of(others).map((slope) => -slope * wanted);
    const both = mostSalient(gains, losses, open, atOnce)?.features;
    // Logits such as [0, z] have others that never move.
    return both ?? mostDecisive(gains, losses, open, atOnce);
  });
}

const ownLogit: Loss = (logits, labels) => pick(logits, oneHot(labels, logits.shape[1]));
const otherLogits: Loss = (logits, labels) =>
  tf.tidy(() => tf.div(tf.sub(tf.sum(logits, 1), ownLogit(logits, labels)), logits.shape[1] - 1));

async function slopes(search: Search, part: Held<Moving>, of: Loss): Promise<Float32Array> {
  const gradient = await search.gradient(part, part.now.at, of);
  try {
    return (await gradient.data()) as Float32Array;
  } finally {
    gradient.dispose();
  }
}
