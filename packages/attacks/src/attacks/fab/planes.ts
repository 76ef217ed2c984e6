import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../../losses/loss.ts';
import { oneHot, pick } from '../../losses/own-class.ts';
import type { Norm } from '../../threats/threat.ts';
import type { Held } from '../minimum-norm/held.ts';
import type { Search } from '../minimum-norm/search.ts';
import { read } from '../read.ts';

/** Samples under way: clean, with their labels, where they are, and the classes they may go to, `[n, rivals]`. */
export type Walkers = { xs: tf.Tensor; labels: tf.Tensor1D; at: tf.Tensor; rivals: tf.Tensor2D };

/** A decision boundary taken for a plane: what the rival has over the label is `lead + <slope, p - at>`. */
export interface Plane {
  readonly lead: number;
  readonly slope: Float32Array;
}

/** The plane of each sample that is nearest to it, among those of its rivals; a gradient for each rival. */
export async function nearestPlanes(search: Search, walkers: Held<Walkers>, norm: Norm): Promise<Plane[]> {
  const { at, labels, rivals } = walkers.now;
  const { gradient: first, logits } = await search.climb(walkers, at, leadOf(rivals, 0));
  const [own = new Float32Array(), others = new Float32Array()] = await read(() => [
    labels.clone(),
    rivals.clone(),
  ]);
  const count = rivals.shape[1];
  let nearest: (Plane & { readonly distance: number })[] = [];
  for (let rival = 0; rival < count; rival++) {
    const gradient = rival === 0 ? first : await search.gradient(walkers, at, leadOf(rivals, rival));
    const slopes = await values(gradient);
    const size = slopes.length / logits.length;
    const planes = logits.map((row, sample) => {
      const slope = slopes.subarray(sample * size, (sample + 1) * size);
      const lead = (row[others[sample * count + rival] ?? 0] ?? 0) - (row[own[sample] ?? 0] ?? 0);
      return { lead, slope, distance: distanceTo({ lead, slope }, norm) };
    });
    nearest = planes.map((plane, sample) => {
      const before = nearest[sample];
      return before === undefined || plane.distance < before.distance ? plane : before;
    });
  }
  return nearest;
}

/** What a rival has over the label. */
function leadOf(rivals: tf.Tensor2D, rival: number): Loss {
  return (logits, labels) =>
    tf.tidy(() => {
      const classes = logits.shape[1];
      const other = tf.squeeze<tf.Tensor1D>(tf.slice(rivals, [0, rival], [-1, 1]), [1]);
      return tf.sub(pick(logits, oneHot(other, classes)), pick(logits, oneHot(labels, classes)));
    });
}

async function values(gradient: tf.Tensor): Promise<Float32Array> {
  try {
    return Float32Array.from(await gradient.data());
  } finally {
    gradient.dispose();
  }
}

export function lengthOf(of: Float32Array | Float64Array, norm: Norm): number {
  let [largest, sum, squares] = [0, 0, 0];
  for (const value of of) {
    const size = Math.abs(value);
    largest = Math.max(largest, size);
    sum += size;
    squares += size * size;
  }
  return { linf: largest, l2: Math.sqrt(squares), l1: sum }[norm];
}

const DUAL = { linf: 'l1', l2: 'l2', l1: 'linf' } as const;

/** How far a sample is from its plane; Infinity where there is none. */
function distanceTo({ lead, slope }: Plane, norm: Norm): number {
  const steepness = lengthOf(slope, DUAL[norm]);
  return steepness > 0 ? Math.abs(lead) / steepness : Number.POSITIVE_INFINITY;
}
