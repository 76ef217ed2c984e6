import { ModelError } from './errors.ts';

const STREAMS_PER_SEED = 4096;

/**
 * Gives each layer of a network its own stream of random numbers: layers of one network, and networks of neighbouring seeds,
 * must not share one.
 *
 * @returns a function whose every call gives the next stream, at most 4096 times.
 * @throws ModelError at the call after those.
 */
export function seedStreams(seed: number): () => number {
  let used = 0;
  return () => {
    if (used === STREAMS_PER_SEED) {
      throw new ModelError(`The network has more than ${STREAMS_PER_SEED} layers with weights.`);
    }
    return seed * STREAMS_PER_SEED + used++;
  };
}
