import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import type { Masks } from '../masks/mask.ts';
import { maskedVariables } from '../masks/weights.ts';
import { random } from './random.ts';

/** How much each weight matters, by paths and in the masks' order; the lowest are pruned first. Finite, no scale of their own. */
export type Scores = ReadonlyMap<string, Float32Array>;

/**
 * Sizes of the weights, |w|. L1 and L2 norms of single weights sort them alike, so this is both (Han et al. 2015, arXiv:1506.02626).
 *
 * @throws MaskError where the masks do not fit the model
 */
export async function magnitudeScores(model: LayersModel, masks: Masks): Promise<Scores> {
  const entries = [...maskedVariables(model, masks)].map(async ([path, variable]) => {
    const values = (await variable.data()) as Float32Array;
    return [path, values.map((value) => Math.abs(value))] as const;
  });
  return new Map(await Promise.all(entries));
}

/**
 * Random numbers in [0, 1): the control of every criterion.
 *
 * @param seed an integer
 */
export function randomScores(masks: Masks, seed: number): Scores {
  if (!Number.isSafeInteger(seed)) throw new InvalidOptionError(`seed must be an integer, got ${seed}.`);
  const next = random(seed);
  return new Map([...masks].map(([path, { bits }]) => [path, Float32Array.from(bits, next)]));
}
