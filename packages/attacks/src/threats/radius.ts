import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError, InvalidOptionError } from '../errors.ts';

/** Radius of the ball a perturbation must stay in: one for all samples, or one for each. Infinity is no limit. */
export type Eps = number | readonly number[];

/**
 * @param name What to call it in an error.
 * @throws InvalidOptionError when a radius is negative or NaN.
 */
export function checkEps(eps: Eps, name = 'eps'): Eps {
  return check(eps, name, 'a number', (value) => value >= 0);
}

/** @throws InvalidOptionError when a radius is negative or not finite. */
export function checkFiniteEps(eps: Eps, name = 'eps'): Eps {
  return check(eps, name, 'a finite number', (value) => Number.isFinite(value) && value >= 0);
}

function check(eps: Eps, name: string, kind: string, valid: (value: number) => boolean): Eps {
  const empty = Array.isArray(eps) && eps.length === 0;
  const all: readonly unknown[] = [eps].flat();
  const bad = all.findIndex((value) => !(typeof value === 'number' && valid(value)));
  if (empty || bad >= 0) {
    throw new InvalidOptionError(
      `${name} must be ${kind} >= 0, or one such number per sample, got ${empty ? 'an empty list' : String(all[bad])}`,
    );
  }
  return typeof eps === 'number' ? eps : Object.freeze([...eps]);
}

/** The radii of these samples, by their places in the batch. */
export function selectEps(eps: Eps, rows: readonly number[]): Eps {
  return typeof eps === 'number' ? eps : rows.map((row) => eps[row] ?? Number.NaN);
}

/** True when no perturbation is allowed at all. */
export function isZero(eps: Eps): boolean {
  return [eps].flat().every((value) => value === 0);
}

/** @throws InvalidInputError when there is one radius per sample and their number is not that of the samples. */
export function checkEpsCount(eps: Eps, samples: number, name = 'eps'): void {
  if (typeof eps !== 'number' && eps.length !== samples) {
    throw new InvalidInputError(`${name} has ${eps.length} values, but the batch has ${samples} samples`);
  }
}

/**
 * `eps` as a tensor that broadcasts over a batch `[N, ...]`: `[1, 1, ...]`, or `[N, 1, ...]` for one radius per sample.
 * @throws InvalidInputError when there is one radius per sample and their number is not N.
 */
export function radius(eps: Eps, batch: tf.Tensor): tf.Tensor {
  checkEpsCount(eps, batch.shape[0] ?? 0);
  const values = [eps].flat();
  return tf.tensor(values, [values.length, ...batch.shape.slice(1).map(() => 1)], 'float32');
}
