import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Uniform random numbers in [0, 1), in the form that d3-random's distributions take as their source. */
export type Random = () => number;

/** The finalizer of MurmurHash3 (Appleby, public domain): every bit of the input decides about every bit of the output. */
function scramble(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A seed for one part of what `seed` decides: the parts of neighbouring seeds have nothing in common. */
export const partSeed = (seed: number, part: number): number =>
  scramble(scramble(seed) ^ Math.imul(part + 1, 0x9e3779b1));

/** The random numbers of one image of a batch, or of the batch as a whole. */
export function randomOf(seed: number, index: number | 'batch'): Random {
  const generator = xoroshiro128plus(partSeed(seed, index === 'batch' ? -1 : index));
  return () => (generator.next() >>> 0) / 0x100000000;
}
