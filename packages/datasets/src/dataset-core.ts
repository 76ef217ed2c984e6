import type { Batch, BatchOptions, Slice } from './batch.ts';
import { slices } from './batch.ts';
import { parts, sample } from './choose.ts';
import type { DatasetMethods, MapOptions } from './dataset.ts';
import { InvalidDataError, OutOfRangeError } from './errors.ts';
import { countClasses, longTailIndices } from './long-tail.ts';
import { type Numbers, pickRows, type Rows, rowsAt } from './numbers.ts';
import { toTfData } from './tf-data.ts';

/** Where one kind of data set differs from the others. */
export interface Kind<X extends Numbers, Y extends Numbers, Example, Self> {
  readonly name: string;
  /** What an error message calls an example. */
  readonly noun: string;
  readonly classes: readonly string[];
  readonly shape: readonly number[];
  readonly inputs: Rows<X>;
  readonly targets: Rows<Y>;
  /** An example of views of its rows. */
  example(input: X, target: Y): Example;
  /** A data set like this one of other rows. */
  derive(inputs: X, targets: Y): Self;
  map(change: (example: Example, index: number) => Example, options: MapOptions): Self;
  /** The batches of a plan; called at once, so that options are checked before the first batch is asked for. */
  assemble(options: BatchOptions): (part: Slice, index: number) => Batch;
}

/** What data sets of all kinds share: examples are rows of two arrays. */
export function datasetCore<X extends Numbers, Y extends Numbers, Example, Self>(
  kind: Kind<X, Y, Example, Self>,
): DatasetMethods<Example, Self> {
  const { name, noun, classes, shape, inputs, targets } = kind;
  const length = targets.data.length / targets.size;

  const checked = (index: number) => {
    if (Number.isInteger(index) && index >= 0 && index < length) return index;
    throw new OutOfRangeError(`${name}: no ${noun} ${index}; indices run from 0 to ${length - 1}.`);
  };
  const get = (index: number) => kind.example(rowsAt(inputs, checked(index)), rowsAt(targets, index));
  const subset = (indices: ArrayLike<number>) => {
    if (!(indices.length > 0)) {
      throw new InvalidDataError(`${name}: a subset of no ${noun}s; pass at least one index.`);
    }
    for (let i = 0; i < indices.length; i++) checked(indices[i] as number);
    return kind.derive(pickRows(inputs, indices), pickRows(targets, indices));
  };
  const labels = (by: string) => {
    if (classes.length > 0) return targets.data;
    throw new InvalidDataError(
      `${name}: ${by} needs class indices as targets, and this data set has no classes.`,
    );
  };
  const batches = (options: BatchOptions = {}): Iterable<Batch> => {
    const plan = slices(length, options);
    const assemble = kind.assemble(options);
    return {
      *[Symbol.iterator]() {
        for (const [i, part] of plan.entries()) yield assemble(part, i);
      },
    };
  };
  return {
    name,
    classes,
    shape,
    length,
    get,
    subset,
    batches,
    take: (count, { seed } = {}) => {
      const indices = sample(length, count, seed);
      // Without a seed the examples are neighbours: views need no copy.
      if (seed !== undefined) return subset(indices);
      return kind.derive(rowsAt(inputs, 0, count), rowsAt(targets, 0, count));
    },
    // The overloads promise as many parts as there are counts; what is made here is a plain array.
    split: (sizes: number | readonly number[], { seed = 0 }: { readonly seed?: number } = {}) =>
      parts(length, sizes, seed).map((indices) => subset(indices)) as never,
    map: (change, options = {}) => kind.map(change, options),
    countsPerClass: () => countClasses(labels('countsPerClass'), classes.length),
    longTail: (options) => subset(longTailIndices(labels('longTail'), classes.length, options)),
    toTfData: (options) => toTfData({ length, batches }, options),
  };
}
