import { ArtifactsError } from '../errors.ts';

/** Places of a few among many, as the distances between them. */
export interface Gaps {
  /** Distance from the place before, 1 to 2^bits; that of the first is from the place before the beginning. */
  readonly gaps: Uint32Array;
  /** For each gap whether it leads to one of the places, or is a filler (0) of the largest distance, where the next place is further. */
  readonly real: Uint8Array;
}

/**
 * Relative indices of Deep Compression (Han et al. 2016, figure 2).
 *
 * @param places in rising order, from 0
 * @param bits the largest distance is 2^bits
 */
export function encodeGaps(places: ArrayLike<number>, bits: number): Gaps {
  const largest = 2 ** bits;
  const gaps: number[] = [];
  const real: number[] = [];
  let at = -1;
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    // A distance of exactly the largest is no filler.
    while (place - at > largest) {
      gaps.push(largest);
      real.push(0);
      at += largest;
    }
    gaps.push(place - at);
    real.push(1);
    at = place;
  }
  return { gaps: Uint32Array.from(gaps), real: Uint8Array.from(real) };
}

/** The places that gaps lead to, fillers among them. @throws ArtifactsError where one is outside `size` */
export function decodeGaps(gaps: Uint32Array, size: number): Uint32Array {
  let at = -1;
  const places = gaps.map((gap) => {
    at += gap;
    return at;
  });
  if (at >= size)
    throw new ArtifactsError(`A gap leads to ${at} in a weight of ${size}; the file is damaged.`);
  return places;
}
