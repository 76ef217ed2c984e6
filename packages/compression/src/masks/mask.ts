import { MaskError } from '../errors.ts';

/** Which weights of one tensor live. */
export interface Mask {
  readonly shape: readonly number[];
  /** One for each weight in row-major order: 1 it lives, 0 it is pruned. Not to be written. */
  readonly bits: Uint8Array;
}

/**
 * Masks by the path of the weight they belong to: `dense1/kernel`, its name in the saved model, which stays the same over saving and loading.
 * A value: every function that changes masks returns new ones. Weights without a mask live.
 */
export type Masks = ReadonlyMap<string, Mask>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

function checked(path: string, { shape, bits }: Mask): Mask {
  if (shape.some((length) => !Number.isInteger(length) || length < 0)) {
    throw new MaskError(`The mask of ${path} has the shape [${shape}], which is none.`);
  }
  if (bits.length !== sizeOf(shape)) {
    throw new MaskError(
      `The mask of ${path} has ${bits.length} bits for [${shape}], which needs ${sizeOf(shape)}.`,
    );
  }
  const odd = bits.findIndex((bit) => bit > 1);
  if (odd >= 0) {
    throw new MaskError(`The mask of ${path} holds ${bits[odd]} at ${odd}; its bits must be 0 or 1.`);
  }
  return Object.freeze({ shape: Object.freeze([...shape]), bits: bits.slice() });
}

/**
 * Masks from shapes and bits, which are copied.
 *
 * @throws MaskError where the bits are not 0 or 1, or not as many as the shape has weights
 */
export function createMasks(entries: Iterable<readonly [path: string, mask: Mask]>): Masks {
  return new Map([...entries].map(([path, mask]) => [path, checked(path, mask)]));
}
