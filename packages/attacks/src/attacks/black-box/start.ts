import type * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError, InvalidOptionError } from '../../errors.ts';
import type { AttackInput } from '../attack.ts';
import type { Sample } from './search.ts';
import { difference, largest, moved, tabulated } from './vectors.ts';

/** A part of a decision-based search: asks, and gives something back. */
export type Part<Result> = Generator<readonly Float32Array[], Result, readonly boolean[]>;

/** Random images that are tried for a start. */
const TRIES = 1000;

/** Where decision-based attacks start, for each sample. */
export type Starts = (sample: Sample) => Part<Float32Array | undefined>;

/**
 * Adversarial points to start from: `given`, or else images of uniform noise, up to 1000. A sample that has met the goal
 * already, or for which no noise does, gets none; it stays as it is.
 * @throws InvalidInputError when `given` has another shape than the batch or, in the search, one of it is not adversarial.
 * @throws InvalidOptionError when nothing is given and the bounds are not finite.
 */
export async function startsOf(
  { xs, rows, classifier: { bounds } }: AttackInput,
  given?: tf.Tensor,
): Promise<Starts> {
  if (given) checkStart(given, xs, rows);
  if (!given && !bounds.every(Number.isFinite)) {
    throw new InvalidOptionError(
      `there is no uniform noise in the bounds [${bounds.join(', ')}]; pass adversarial samples as start, or finite bounds`,
    );
  }
  const values = (await given?.data()) as Float32Array | undefined;
  const [min, max] = bounds;

  return function* (sample) {
    const { clean, free, row, uniform } = sample;
    const allowed = (point: Float32Array) =>
      point.map((value, i) => (free[i] ? value : (clean[i] as number)));
    const [met] = yield [clean];
    if (met) return undefined;
    if (values) {
      const own = allowed(values.slice(row * clean.length, (row + 1) * clean.length));
      const [adversarial] = yield [own];
      if (adversarial) return own;
      throw new InvalidInputError(
        `start must be adversarial, but the model's class for its sample ${row} is not what the attack wants; ` +
          'leave start out to begin at noise',
      );
    }
    for (let tries = 0; tries < TRIES; tries++) {
      const noise = allowed(Float32Array.from(tabulated(clean.length, () => min + (max - min) * uniform())));
      const [adversarial] = yield [noise];
      if (adversarial) return noise;
    }
    return undefined;
  };
}

/** @throws InvalidInputError when `start` is not float32 or of another shape than the batch the attack was called with. */
function checkStart(start: tf.Tensor, xs: tf.Tensor, rows?: readonly number[]): void {
  // Of a batch of which only some samples are attacked the number of samples is not known here.
  const expected = [rows ? start.shape[0] : xs.shape[0], ...xs.shape.slice(1)];
  if (start.dtype === 'float32' && String(start.shape) === String(expected)) return;
  throw new InvalidInputError(
    `start must be like the batch, float32 [${expected}], got ${start.dtype} [${start.shape}]`,
  );
}

/**
 * Halves the way from the clean sample (0) to an adversarial one (1), `at(fraction)`, until the boundary between them is
 * known within `tolerance`; the adversarial end of what remains.
 */
export function* bisected(
  adversarial: Float32Array,
  at: (fraction: number) => Float32Array,
  tolerance: number,
): Part<Float32Array> {
  let [low, high] = [0, 1];
  let found = adversarial;
  while (high - low > tolerance) {
    const middle = (low + high) / 2;
    const candidate = at(middle);
    const [still] = yield [candidate];
    if (still) {
      found = candidate;
      high = middle;
    } else {
      low = middle;
    }
  }
  return found;
}

/** Points between the clean sample (0) and `end` (1): on the straight line or, for `linf`, in a growing cube. */
export function between(
  { clean }: Sample,
  end: Float32Array,
  norm: 'linf' | 'l2',
): (fraction: number) => Float32Array {
  const delta = difference(end, clean);
  if (norm === 'l2') return (fraction) => moved(clean, fraction, delta, ANYWHERE);
  const far = largest(delta);
  return (fraction) =>
    moved(
      clean,
      1,
      delta.map((value) => Math.min(Math.max(value, -fraction * far), fraction * far)),
      ANYWHERE,
    );
}

/** Between two points within the bounds lie only others. */
const ANYWHERE = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
