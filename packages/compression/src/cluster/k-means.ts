import { InvalidOptionError } from '../errors.ts';
import { initialCentroids } from './initial-centroids.ts';

export type CentroidInit = 'linear' | 'density' | 'k-means++';

export interface KMeansOptions {
  /** Most distinct values that remain, 0 among them where it is preserved; a positive integer. */
  readonly clusters: number;
  /**
   * How centroids start: at even steps between the extremes, at even parts of the sorted values, or at values drawn by their squared distance
   * (Arthur & Vassilvitskii 2007). Default: 'linear', which keeps the few large weights and is best in Deep Compression.
   */
  readonly init?: CentroidInit;
  /** Whether 0 is a centroid of its own, which belongs to exactly the zeros: what is pruned stays so. Default: true. */
  readonly preserveZeros?: boolean;
  /** Of 'k-means++'; a non-negative integer. Default: 0. */
  readonly seed?: number;
  /** A positive integer. Default: 300; it ends sooner, when nothing moves. */
  readonly maxIterations?: number;
}

const INITS: readonly string[] = ['linear', 'density', 'k-means++'] satisfies readonly CentroidInit[];
/** The smallest float32 that no processor takes for 0: the centroid of a cluster that lives and whose mean is 0. */
const SMALLEST = 2 ** -126;

function checkStart({
  init,
  seed,
  maxIterations,
}: Required<Pick<KMeansOptions, 'init' | 'seed' | 'maxIterations'>>) {
  if (!INITS.includes(init)) {
    throw new InvalidOptionError(`cluster: init must be ${INITS.join(', ')}, got ${JSON.stringify(init)}.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InvalidOptionError(`cluster: seed must be a non-negative integer, got ${seed}.`);
  }
  if (!Number.isInteger(maxIterations) || maxIterations < 1) {
    throw new InvalidOptionError(`cluster: maxIterations must be a positive integer, got ${maxIterations}.`);
  }
}

/** The first index in sorted values that is not below `bound`. */
function lowerBound(sorted: Float32Array, bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where each cluster of sorted values begins: half-way between neighbouring centroids. */
const boundaries = (sorted: Float32Array, centroids: readonly number[]): number[] => [
  0,
  ...centroids.slice(1).map((centroid, i) => lowerBound(sorted, (centroid + (centroids[i] as number)) / 2)),
  sorted.length,
];

/**
 * Lloyd's iterations on one axis. Sorted, a cluster is a range and its mean a difference of running sums, so that an iteration takes a few
 * comparisons a centroid, not one a weight and centroid. A cluster that loses its last value is dropped.
 */
function lloyd(sorted: Float32Array, start: readonly number[], maxIterations: number): number[] {
  const sums = new Float64Array(sorted.length + 1);
  for (const [i, value] of sorted.entries()) sums[i + 1] = (sums[i] as number) + value;
  let centroids = [...start];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const bounds = boundaries(sorted, centroids);
    const next = centroids.flatMap((_, i) => {
      const [from, to] = [bounds[i] as number, bounds[i + 1] as number];
      return to > from ? [((sums[to] as number) - (sums[from] as number)) / (to - from)] : [];
    });
    const same = next.length === centroids.length && next.every((value, i) => value === centroids[i]);
    centroids = next;
    if (same) break;
  }
  return centroids;
}

/**
 * k-means of numbers.
 *
 * @returns the centroids in rising order, at most `clusters`, all different as float32
 * @throws InvalidOptionError where an option is outside its range, or a value is not finite
 */
export function kMeans(values: Float32Array, options: KMeansOptions): Float32Array {
  const { clusters, init = 'linear', preserveZeros = true, seed = 0, maxIterations = 300 } = options;
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > 65_536) {
    throw new InvalidOptionError(`cluster: clusters must be an integer from 1 to 65536, got ${clusters}.`);
  }
  checkStart({ init, seed, maxIterations });
  if (values.some((value) => !Number.isFinite(value))) {
    throw new InvalidOptionError('cluster: a weight is not finite; repair the model first.');
  }
  const sorted = (preserveZeros ? values.filter((value) => value !== 0) : values.slice()).sort();
  const zero = preserveZeros && sorted.length < values.length;
  const free = clusters - (zero ? 1 : 0);
  if (sorted.length > 0 && free === 0) {
    throw new InvalidOptionError(
      'cluster: one cluster for zeros and others; take at least 2, or preserveZeros: false.',
    );
  }
  const start = initialCentroids(sorted, free, { init, seed, split: zero });
  const means = lloyd(sorted, start, maxIterations).map(Math.fround);
  const living = preserveZeros ? means.map((mean) => (mean === 0 ? SMALLEST : mean)) : means;
  return Float32Array.from(new Set([...living, ...(zero ? [0] : [])])).sort();
}

/** The nearest centroid of each value, by its index; the lower of two as near. Zeros alone belong to a centroid of 0 where `zeroAlone`. */
export function nearest(values: Float32Array, centroids: Float32Array, zeroAlone: boolean): Uint16Array {
  const zero = zeroAlone ? centroids.indexOf(0) : -1;
  const others = zero < 0 ? centroids : centroids.filter((value) => value !== 0);
  const middles = Float64Array.from(
    { length: Math.max(0, others.length - 1) },
    (_, i) => ((others[i] as number) + (others[i + 1] as number)) / 2,
  );
  const bins = Float32Array.from(others);
  return Uint16Array.from(values, (value) => {
    if (zero >= 0 && value === 0) return zero;
    let [low, high] = [0, bins.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value > (middles[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return zero >= 0 && low >= zero ? low + 1 : low;
  });
}
