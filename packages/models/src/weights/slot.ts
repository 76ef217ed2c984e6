import { inverse, permute } from './permute.ts';
import { sizeOf } from './stored-tensor.ts';

/** One tensor of a file, and the weights of a layer that it becomes. */
export interface Slot {
  /** What the file calls it; the first name is the one that is written. */
  readonly names: readonly [string, ...string[]];
  readonly shape: readonly number[];
  /** Indices into `layer.weights`. */
  readonly weights: readonly number[];
  /** The values in our order, for each of the weights. */
  readonly toOurs: (theirs: Float32Array) => readonly Float32Array[];
  readonly toTheirs: (ours: readonly Float32Array[]) => Float32Array;
}

/** A weight that the file has as we do. */
export function sameSlot(names: Slot['names'], weight: number, shape: readonly number[]): Slot {
  return {
    names,
    shape,
    weights: [weight],
    toOurs: (theirs) => [theirs],
    toTheirs: ([ours]) => ours as Float32Array,
  };
}

export interface Turn {
  /** Our shape; an axis that holds several, as a flattened image does, is written as several. */
  readonly split: readonly number[];
  /** The axes of `split` in the file's order. */
  readonly axes: readonly number[];
  /** The file's shape. */
  readonly shape: readonly number[];
}

/** A weight whose axes stand in another order in the file. */
export function turnedSlot(name: string, weight: number, { split, axes, shape }: Turn): Slot {
  const theirs = axes.map((axis) => split[axis] as number);
  return {
    names: [name],
    shape,
    weights: [weight],
    toOurs: (values) => [permute(values, theirs, inverse(axes))],
    toTheirs: ([ours]) => permute(ours as Float32Array, split, axes),
  };
}

/**
 * Whether a tensor of one shape can be read as another: the same but for sides of 1, or a matrix whose columns are written as several
 * axes, as a dense layer that the file has as a convolution.
 */
export function isReadableAs(actual: readonly number[], wanted: readonly number[]): boolean {
  const sides = (shape: readonly number[]) => shape.filter((side) => side !== 1).join();
  if (sides(actual) === sides(wanted)) return true;
  return wanted.length === 2 && actual[0] === wanted[0] && sizeOf(actual) === sizeOf(wanted);
}
