import { MaskError } from '../errors.ts';
import { createMasks, type Masks } from './mask.ts';

/** How many weights live under a mask, of how many. */
export interface Alive {
  readonly alive: number;
  readonly total: number;
}

const count = (bits: Uint8Array): number => bits.reduce((sum, bit) => sum + bit, 0);

/** Lives and weights, for each mask. */
export const aliveByWeight = (masks: Masks): ReadonlyMap<string, Alive> =>
  new Map([...masks].map(([path, { bits }]) => [path, { alive: count(bits), total: bits.length }]));

/** Lives and weights of all masks together. Weights without a mask do not count. */
export function alive(masks: Masks): Alive {
  const sum = { alive: 0, total: 0 };
  for (const part of aliveByWeight(masks).values()) {
    sum.alive += part.alive;
    sum.total += part.total;
  }
  return sum;
}

/** Part of the masked weights that is pruned, in [0, 1]; 0 for no masks. */
export function sparsity(masks: Masks): number {
  const { alive: living, total } = alive(masks);
  return total === 0 ? 0 : 1 - living / total;
}

function checkPair(path: string, a: readonly number[], b: readonly number[]): void {
  if (a.join() !== b.join()) throw new MaskError(`The masks of ${path} have two shapes, [${a}] and [${b}].`);
}

/**
 * Whether nothing lives under `inner` that is pruned under `outer`. A weight without a mask lives.
 *
 * @throws MaskError where masks of one weight have two shapes
 */
export function isSubset(inner: Masks, outer: Masks): boolean {
  return [...outer].every(([path, { shape, bits }]) => {
    const own = inner.get(path);
    if (own === undefined) return bits.every((bit) => bit === 1);
    checkPair(path, own.shape, shape);
    return bits.every((bit, i) => bit === 1 || own.bits[i] === 0);
  });
}

/** Masks under which a weight lives that lives under both. @throws MaskError where masks of one weight have two shapes */
export function intersectMasks(a: Masks, b: Masks): Masks {
  const both = new Map([...a, ...b]);
  return createMasks(
    [...both].map(([path, mask]) => {
      const [left, right] = [a.get(path), b.get(path)];
      if (left === undefined || right === undefined) return [path, mask];
      checkPair(path, left.shape, right.shape);
      return [path, { shape: mask.shape, bits: left.bits.map((bit, i) => bit & (right.bits[i] as number)) }];
    }),
  );
}
