/** A part of what a kernel is replaced by. */
export interface Part {
  /** Class and what its configuration says beside the name. */
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  /** By rows, as long as the shape says. */
  readonly kernel: Float32Array;
}

/** A kernel as a product of smaller ones, at every rank. */
export interface Decomposition {
  /** For each rank to choose: what share of the squares of the kernel ranks 0, 1, 2, ... leave out. */
  readonly tails: readonly (readonly number[])[];
  /** Weights of the parts. */
  readonly size: (ranks: readonly number[]) => number;
  /** The parts, the first one first; the last has the layer's bias and activation. */
  readonly parts: (ranks: readonly number[]) => readonly Part[];
  /** Share of the squares that is left out. */
  readonly lost: (ranks: readonly number[]) => number;
}

/** A kernel of a layer, with what its saved configuration says. */
export interface Kernel {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  readonly config: Readonly<Record<string, unknown>>;
}

export type Decompose = (kernel: Kernel) => Decomposition;

/** Values of a kernel of some shape, by their indices, the last running fastest. */
export function filled(shape: readonly number[], value: (...at: readonly number[]) => number): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: size }, (_, place) => {
    const at: number[] = [];
    let rest = place;
    for (const length of [...shape].reverse()) {
      at.unshift(rest % length);
      rest = Math.floor(rest / length);
    }
    return value(...at);
  });
}

export const rankOf = (ranks: readonly number[], mode = 0): number => ranks[mode] as number;
