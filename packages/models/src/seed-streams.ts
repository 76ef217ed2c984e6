import { ModelError } from './errors.ts';

const STREAMS_PER_SEED = 4096;

/**
 * Gives each layer of a network its own streams of random numbers: layers of one network, and networks of neighbouring seeds,
 * must not share one.
 *
 * @returns a function that takes the number of streams a layer needs, by default one, and returns the first of them.
 * @throws ModelError from that function where a network needs more than 4096.
 */
export function seedStreams(seed: number): (count?: number) => number {
  let used = 0;
  return (count = 1) => {
    used += count;
    if (used > STREAMS_PER_SEED) {
      throw new ModelError(`The network needs more than ${STREAMS_PER_SEED} streams of random numbers.`);
    }
    return seed * STREAMS_PER_SEED + used - count;
  };
}
