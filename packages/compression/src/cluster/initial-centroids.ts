import type { CentroidInit } from './k-means.ts';

interface Start {
  readonly init: CentroidInit;
  readonly seed: number;
  /** Whether negative and positive values have centroids of their own: between them lie only the zeros. */
  readonly split: boolean;
}

/** Uniform in [0, 1): SplitMix32, whose neighbouring seeds give unlike streams. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

function linear(sorted: Float32Array, count: number): number[] {
  const [first, last] = [sorted[0] as number, sorted.at(-1) as number];
  if (count === 1) return [(first + last) / 2];
  return Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
}

const density = (sorted: Float32Array, count: number): number[] =>
  Array.from({ length: count }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / count)] as number);

function plusPlus(sorted: Float32Array, count: number, seed: number): number[] {
  const random = uniform(seed);
  const chosen = [sorted[Math.floor(random() * sorted.length)] as number];
  const distances = Float64Array.from(sorted, (value) => (value - (chosen[0] as number)) ** 2);
  while (chosen.length < count) {
    const total = distances.reduce((sum, distance) => sum + distance, 0);
    if (total === 0) break;
    let left = random() * total;
    // Rounding may leave a rest after the last one.
    const found = distances.findIndex((distance) => {
      left -= distance;
      return left < 0;
    });
    const next = sorted[
      found < 0 ? distances.indexOf(distances.reduce((a, b) => Math.max(a, b), 0)) : found
    ] as number;
    chosen.push(next);
    for (const [i, value] of sorted.entries()) {
      distances[i] = Math.min(distances[i] as number, (value - next) ** 2);
    }
  }
  return chosen;
}

/** At most `count` different centroids in rising order, for values that are sorted. */
export function initialCentroids(
  sorted: Float32Array,
  count: number,
  { init, seed, split }: Start,
): number[] {
  if (sorted.length === 0) return [];
  const negative = sorted.findIndex((value) => value > 0);
  if (split && init !== 'k-means++' && negative > 0 && count >= 2) {
    const share = Math.round((count * negative) / sorted.length);
    const below = Math.min(Math.max(share, 1), count - 1);
    const rest = { init, seed, split: false };
    return [
      ...initialCentroids(sorted.subarray(0, negative), below, rest),
      ...initialCentroids(sorted.subarray(negative), count - below, rest),
    ];
  }
  const made = { linear, density, 'k-means++': plusPlus }[init](sorted, count, seed);
  return [...new Set(made)].sort((a, b) => a - b);
}
