import * as tf from '@tensorflow/tfjs-core';
import type { AttackInput } from '../attack.ts';
import type { Held } from '../minimum-norm/held.ts';
import type { Search } from '../minimum-norm/search.ts';
import { read } from '../read.ts';
import { allowedValues, roomFor } from '../room.ts';
import { lengthOf, nearestPlanes, type Walkers } from './planes.ts';
import { stepToPlane } from './projection.ts';

export interface StepOptions {
  readonly alphaMax: number;
  readonly eta: number;
}

/** Shorter ways count as this long. */
const SHORTEST = 1e-8;

/**
 * The next points of FAB, `[n, ...]`: beyond the nearest boundary, `eta` of the way from where a sample is, drawn towards the
 * point beyond the boundary that is nearest to the clean sample; the more so, the nearer that one is. The caller disposes them.
 */
export async function approach(
  input: AttackInput,
  search: Search,
  walkers: Held<Walkers>,
  { alphaMax, eta }: StepOptions,
): Promise<tf.Tensor> {
  const { bounds } = input.classifier;
  const threat = input.threat.select(walkers.rows);
  const { norm } = threat;
  const planes = await nearestPlanes(search, walkers, norm);
  const [at = new Float32Array(), clean = new Float32Array(), open] = await read(() => {
    const { now } = walkers;
    return [tf.clone(now.at), tf.clone(now.xs), allowedValues({ xs: now.xs, threat })];
  });
  const size = at.length / planes.length;
  const next = new Float32Array(at.length);
  for (const [sample, { lead, slope }] of planes.entries()) {
    const from = sample * size;
    const to = from + size;
    const [here, start] = [at.subarray(from, to), clean.subarray(from, to)];
    const way = (values: Float32Array, gap: number) => {
      const direction = slope.map((weight) => weight * Math.sign(gap));
      const room = roomFor(values, direction, bounds).map((value, i) => (open?.[from + i] ? value : 0));
      return stepToPlane(slope, room, gap, norm);
    };
    const atStart =
      lead + slope.reduce((sum, weight, i) => sum + weight * ((start[i] ?? 0) - (here[i] ?? 0)), 0);
    const [ahead, back] = [way(here, -lead), way(start, -atStart)];
    const length = Math.max(lengthOf(ahead, norm), SHORTEST);
    const fromStart = Math.max(lengthOf(back, norm), SHORTEST);
    const alpha = Math.min(length / (length + fromStart), alphaMax);
    for (let i = 0; i < size; i++) {
      const forward = (here[i] ?? 0) + eta * (ahead[i] ?? 0);
      const near = (start[i] ?? 0) + eta * (back[i] ?? 0);
      next[from + i] = Math.min(Math.max(forward * (1 - alpha) + near * alpha, bounds[0]), bounds[1]);
    }
  }
  return tf.tensor(next, walkers.now.at.shape, 'float32');
}
