import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../classifier/bounds.ts';
import type { Loss } from '../losses/loss.ts';
import { oneHot, pick } from '../losses/own-class.ts';
import { l2 } from '../threats/l2.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack, AttackInput } from './attack.ts';
import { defineAttack } from './define-attack.ts';
import { type Boundary, nearer, noBoundary, stepTo } from './minimum-norm/boundary.ts';
import { type Held, held } from './minimum-norm/held.ts';
import { notNegative, wholeNumber } from './minimum-norm/options.ts';
import { type Search, searching } from './minimum-norm/search.ts';
import { rowsWhere, takeSamples } from './per-sample.ts';

export interface DeepFoolOptions {
  /** The norm to keep small: `l2` (default), `linf`, `l1`, or your own threat model. */
  readonly threat?: Threat;
  /** Largest number of steps. A sample stops at the first that fools the model. Default 50. */
  readonly steps?: number;
  /** How far beyond the boundary to go, as a fraction of the way there. Default 0.02. */
  readonly overshoot?: number;
  /** How many classes are considered: the label, and the others in the order of the clean sample's logits. Default 10. */
  readonly candidates?: number;
}

/** Where the samples are, and which classes they may go to, `[n, rivals]`. */
type State = { xs: tf.Tensor; labels: tf.Tensor1D; at: tf.Tensor; rivals: tf.Tensor2D };
/**
 * DeepFool: takes the model for linear, goes to the nearest of its decision boundaries, and repeats that until the class
 * changes. A step costs `candidates - 1` gradients. Values at a bound that would leave it are held there, and the others
 * go further instead. Untargeted.
 *
 * A sample on which it fails comes back as the point of its way where the label led least.
 *
 * Moosavi-Dezfooli, Fawzi and Frossard (2016), "DeepFool: a simple and accurate method to fool deep neural networks",
 * arXiv:1511.04599. The defaults are those of its code and of Foolbox.
 * @throws InvalidOptionError when `steps` is not a positive integer, `candidates` not an integer of at least 2, or
 * `overshoot` negative or not finite.
 */
export function deepFool(options: DeepFoolOptions = {}): Attack {
  const steps = wholeNumber('steps', options.steps ?? 50);
  const candidates = wholeNumber('candidates', options.candidates ?? 10, 2);
  const overshoot = notNegative('overshoot', options.overshoot ?? 0.02);
  return defineAttack({
    id: 'deep-fool',
    threat: (options.threat ?? l2)(Number.POSITIVE_INFINITY),
    targeted: false,
    perturb: (input) =>
      searching(input, { distance: input.threat.distance }, async (search) => {
        const state = await start(input, search, candidates);
        try {
          for (let step = 0; step < steps; step++) {
            if (!(await approach(input, search, state, 1 + overshoot))) return;
          }
          await search.look(state, state.now.at);
        } finally {
          state.dispose();
        }
      }),
  });
}

async function start({ xs, labels }: AttackInput, search: Search, candidates: number): Promise<Held<State>> {
  const rows = Array.from({ length: xs.shape[0] ?? 0 }, (_, row) => row);
  const { logits } = await search.look({ rows, now: { xs, labels } }, xs);
  const own = await labels.data();
  const rivals = logits.map((values, i) => strongestOthers(values, own[i]).slice(0, candidates - 1));
  return held(rows, () => ({
    xs: tf.clone(xs),
    labels: tf.clone(labels),
    at: tf.clone(xs),
    rivals: tf.tensor2d(rivals, undefined, 'int32'),
  }));
}

function strongestOthers(logits: Float32Array, own: number | undefined): number[] {
  const others = Array.from(logits.keys()).filter((k) => k !== own);
  return others.sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0));
}

/** One step of the samples that are not fooled yet; false when there are none. */
async function approach(
  { classifier, threat }: AttackInput,
  search: Search,
  state: Held<State>,
  factor: number,
): Promise<boolean> {
  const { gradient: first, ...seen } = await search.climb(state, state.now.at, leadOf(state, 0));
  const open = rowsWhere(seen.reached.map((reached) => !reached));
  let nearest: Held<Boundary> | undefined;
  try {
    if (open.length === 0) return false;
    state.narrow(open);
    const ball = threat.select(state.rows);
    const logits = open.map((i) => seen.logits[i] as Float32Array);
    nearest = held(state.rows, () => noBoundary(state.now.at, logits, state.now.labels, state.now.rivals));
    nearest.update((now) => nearer(now, 0, takeSamples(first, open), state.now.at, classifier.bounds, ball));
    for (let rival = 1; rival < (state.now.rivals.shape[1] ?? 0); rival++) {
      const gradient = await search.gradient(state, state.now.at, leadOf(state, rival));
      nearest.update((now) => nearer(now, rival, gradient, state.now.at, classifier.bounds, ball));
      gradient.dispose();
    }
    const { now } = nearest;
    state.update(({ at }) => ({
      at: clipToBounds(tf.add(at, tf.mul(stepTo(now), factor)), classifier.bounds),
    }));
    return true;
  } finally {
    first.dispose();
    nearest?.dispose();
  }
}

/** What a rival has over the label. */
function leadOf({ now }: Held<State>, rival: number): Loss {
  return (logits, labels) =>
    tf.tidy(() => {
      const classes = logits.shape[1];
      const other = tf.squeeze<tf.Tensor1D>(tf.slice(now.rivals, [0, rival], [-1, 1]), [1]);
      return tf.sub(pick(logits, oneHot(other, classes)), pick(logits, oneHot(labels, classes)));
    });
}
