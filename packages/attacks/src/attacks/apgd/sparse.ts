import * as tf from '@tensorflow/tfjs-core';
import { projectL1Box } from '../../threats/l1-box.ts';
import type { AttackInput } from '../attack.ts';
import { read } from '../read.ts';
import { allowedValues, roomFor } from '../room.ts';
import { epsOf, type Place, type Rule } from './rule.ts';
import { sparseCheckpoints } from './schedule.ts';

/** The share of values that a step changes before it is known how many matter. */
const FIRST_SHARE = 0.2;
/** How fast shares and steps shrink, and the shortest step, as a part of the longest. */
const SHRINK = 1.5;
const SHORTEST = 0.1;
/** A best point that differs in fewer values than this part of before counts as sparser. */
const SPARSER = 0.95;

/**
 * L1: a step changes the values with the largest gradients, fewer and fewer of them, and is projected onto the ball and the
 * bounds together. Where the best point became sparser, a sample goes back to it and takes long steps again.
 *
 * Croce and Hein (2021), "Mind the box: l1-APGD for sparse adversarial attacks on image classifiers", arXiv:2103.01208.
 * @param scale Radius of the ball, as a multiple of eps.
 */
export function sparse(scale: number): Rule {
  return {
    stride: scale,
    checkpoints: sparseCheckpoints,
    begin: async ({ input, at, memory }) => {
      const changed = await changes(input, at);
      for (const [sample, state] of memory.entries()) {
        const count = changed[sample] ?? 0;
        const size = input.xs.size / memory.length;
        state.changed = count || size;
        state.share = count === 0 ? FIRST_SHARE : count / size / SHRINK;
      }
    },
    next: (place) => move(place, scale),
    adapt: async ({ input, best, memory }) => {
      const changed = await changes(input, best);
      return memory.map((state, sample) => {
        const count = changed[sample] ?? 0;
        const sparser = count < SPARSER * state.changed;
        const longest = scale * epsOf(input, sample);
        state.step = sparser ? longest : Math.max(state.step / SHRINK, SHORTEST * longest);
        state.share = count / (input.xs.size / memory.length) / SHRINK;
        state.changed = count;
        return sparser;
      });
    },
  };
}

/** In how many values each point differs from the clean sample. */
async function changes({ xs }: AttackInput, points: tf.Tensor): Promise<Float32Array> {
  const [counts = new Float32Array()] = await read(() => [
    tf.sum(tf.cast(tf.reshape(tf.notEqual(points, xs), [xs.shape[0] ?? 0, -1]), 'float32'), 1),
  ]);
  return counts;
}

async function move({ input, at, gradient, memory }: Place, scale: number): Promise<tf.Tensor> {
  const [change = new Float32Array(), slopes = new Float32Array()] = await read(() => [
    tf.sub(at, input.xs),
    tf.mul(gradient, allowedValues(input)),
  ]);
  const size = change.length / memory.length;
  for (const [sample, { step, share }] of memory.entries()) {
    const from = sample * size;
    const own = change.subarray(from, from + size);
    const slope = slopes.subarray(from, from + size);
    const chosen = largest(slope, share);
    for (const index of chosen)
      own[index] = (own[index] ?? 0) + (step * Math.sign(slope[index] ?? 0)) / chosen.length;
  }
  return admitSparse(input, change, scale);
}

/** The indices of the largest values, this share of them; equals all count, zeros never. */
function largest(slope: Float32Array, share: number): number[] {
  const sizes = slope.map(Math.abs).sort();
  const place = Math.min(Math.max(Math.floor((1 - share) * sizes.length), 0), sizes.length - 1);
  const least = sizes[place] ?? 0;
  return Array.from(slope.keys()).filter((index) => {
    const magnitude = Math.abs(slope[index] ?? 0);
    return magnitude > 0 && magnitude >= least;
  });
}

/** The points of the ball of radius `scale * eps`, and of the bounds, that are nearest to `xs + change`. */
export async function admitSparse(
  input: AttackInput,
  change: Float32Array,
  scale: number,
): Promise<tf.Tensor> {
  const { xs, classifier } = input;
  const [clean = new Float32Array(), open] = await read(() => [tf.clone(xs), allowedValues(input)]);
  const size = clean.length / (xs.shape[0] ?? 1);
  const room = roomFor(clean, change, classifier.bounds).map((value, index) => (open?.[index] ? value : 0));
  const points = new Float32Array(clean.length);
  for (let from = 0; from < clean.length; from += size) {
    const own = (values: Float32Array) => values.subarray(from, from + size);
    points.set(pointInBall(own(clean), own(change), own(room), scale * epsOf(input, from / size)), from);
  }
  return tf.tensor(points, xs.shape, 'float32');
}

/** The nearest point of the ball whose rounding to float32, in thousands of values, does not lead out of it again. */
function pointInBall(
  clean: Float32Array,
  change: Float32Array,
  room: Float32Array,
  eps: number,
): Float32Array {
  let limit = eps;
  for (;;) {
    const admitted = projectL1Box(change, room, limit);
    const point = clean.map((value, index) => value + (admitted[index] ?? 0));
    const excess = point.reduce((sum, value, index) => sum + Math.abs(value - (clean[index] ?? 0)), -eps);
    if (!(excess > 0)) return point;
    // At 0 nothing changes, so this comes to an end.
    limit = Math.max(limit - 2 * excess, 0);
  }
}
