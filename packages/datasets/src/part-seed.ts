/** The finalizer of MurmurHash3 (Appleby, public domain): every bit of the input decides about every bit of the output. */
function scramble(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A seed for one part of what `seed` decides, such as one batch or one class: the parts of neighbouring seeds have nothing in common.
 *
 * @param part an integer
 * @returns an integer in [0, 2^32)
 */
export const partSeed = (seed: number, part: number): number =>
  scramble(scramble(seed) ^ Math.imul(part + 1, 0x9e3779b1));
