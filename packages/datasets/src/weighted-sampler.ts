import type { Batch, BatchOptions, BatchSource } from './batch.ts';
import { slices } from './batch.ts';
import { InvalidArgumentError, InvalidDataError } from './errors.ts';
import { countClasses } from './long-tail.ts';
import { partSeed } from './part-seed.ts';
import { uniformFrom, validCount } from './random.ts';

/** What can be drawn from: every data set of this package. */
export interface Sampled extends BatchSource {
  readonly name: string;
  subset(indices: ArrayLike<number>): BatchSource;
}

export interface WeightedSamplerOptions {
  /** How often each example is drawn in proportion to the others, `[N]`: finite numbers of at least 0, one of them positive. */
  readonly weights: ArrayLike<number>;
  /** Examples drawn in one pass, an integer >= 1. Default: as many as there are. */
  readonly draws?: number;
}

/** The sums of the weights up to each example. */
function cumulated({ name, length }: Sampled, weights: ArrayLike<number>): Float64Array {
  if (weights.length !== length) {
    throw new InvalidArgumentError(
      `${name}: weightedSampler has ${weights.length} weights for ${length} examples; pass one for each.`,
    );
  }
  const sums = new Float64Array(length);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const weight = weights[i] as number;
    if (!(weight >= 0)) {
      throw new InvalidArgumentError(`${name}: weight ${i} is ${weight}; pass numbers of at least 0.`);
    }
    sum += weight;
    sums[i] = sum;
  }
  if (sum > 0 && sum < Number.POSITIVE_INFINITY) return sums;
  throw new InvalidArgumentError(`${name}: the weights add up to ${sum}; pass finite ones, one positive.`);
}

/** The first place whose sum is above `value`. */
function placeOf(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Draws examples at random with replacement, in proportion to their weights, as PyTorch's WeightedRandomSampler. Its batches are in random order
 * whether they are shuffled or not; another seed draws others, so that `fit` draws anew in every epoch. Nothing is copied but the batch at hand.
 *
 * @param data any data set of this package
 * @throws InvalidArgumentError for weights that cannot be meant
 */
export function weightedSampler(
  data: Sampled,
  { weights, draws = data.length }: WeightedSamplerOptions,
): BatchSource {
  const sums = cumulated(data, weights);
  const length = validCount(draws, 'draws', 'weightedSampler');
  const total = sums[sums.length - 1] as number;
  return {
    length,
    batches: ({ shuffle: _, seed = 0, ...options }: BatchOptions = {}): Iterable<Batch> => {
      const plan = slices(length, { ...options, seed });
      return {
        *[Symbol.iterator]() {
          const random = uniformFrom(partSeed(seed, length), 0, total);
          for (const [i, { count }] of plan.entries()) {
            const drawn = Int32Array.from({ length: count }, () => placeOf(sums, random()));
            yield* data
              .subset(drawn)
              .batches({ ...options, dropLast: false, batchSize: count, seed: partSeed(seed, i) });
          }
        },
      };
    },
  };
}

export interface BalancedSamplerOptions extends Pick<WeightedSamplerOptions, 'draws'> {}

/**
 * Draws every class equally often on average, whatever their sizes (re-sampling): {@link weightedSampler} with weights of 1 / size of the class.
 *
 * @param data images, or other examples with class indices `labels`
 * @throws InvalidDataError where a class has no example
 */
export function balancedSampler(
  data: Sampled & { readonly labels: ArrayLike<number>; readonly classes: readonly string[] },
  options: BalancedSamplerOptions = {},
): BatchSource {
  const { name, labels, classes } = data;
  const counts = countClasses(labels, classes.length);
  const empty = counts.indexOf(0);
  if (empty !== -1) {
    throw new InvalidDataError(
      `${name}: class ${empty} (${classes[empty]}) has no example to draw; leave it out of the classes.`,
    );
  }
  const weights = Float64Array.from(labels, (label) => 1 / (counts[label] as number));
  return weightedSampler(data, { ...options, weights });
}
