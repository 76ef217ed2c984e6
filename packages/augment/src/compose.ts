import type { Transform } from './batch.ts';
import { partSeed } from './random.ts';

/** One transform after the other, each with random numbers of its own. Without transforms it changes nothing. */
export const compose =
  (transforms: readonly Transform[]): Transform =>
  (batch, seed) =>
    transforms.reduce((changed, transform, i) => transform(changed, partSeed(seed, i)), batch);
