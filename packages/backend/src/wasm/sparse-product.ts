import type { Product } from './batch-mat-mul.ts';
import type { Engine } from './engine.ts';

export interface SparseProductExports {
  /** Whether at most one in 16 numbers is not 0. */
  isSparse(x: number, count: number): boolean;
  /** Whether no number is NaN or infinite. */
  allFinite(x: number, count: number): boolean;
  /** c = a b, where a is sparse and b is finite and not transposed. */
  sparseProduct(
    rows: number,
    columns: number,
    depth: number,
    a: number,
    transposeA: boolean,
    b: number,
    c: number,
  ): void;
}

/** For fewer columns looking at all of a could take as long as the product. */
const FEWEST_COLUMNS = 16;

/**
 * Multiplies only what is not zero, where a is nearly all zeros: one-hot codes, in the forward pass and, transposed, in the
 * gradient of the weights. NaN and infinity in b, which zeros would meet, are left to the whole product.
 *
 * @returns whether it did.
 */
export function multiplySparse(
  { wasm }: Engine,
  { rows, columns, depth, transposeA, transposeB }: Product,
  [a, b, c]: readonly [number, number, number],
): boolean {
  if (transposeB || columns < FEWEST_COLUMNS || !wasm.isSparse(a, rows * depth)) return false;
  if (!wasm.allFinite(b, depth * columns)) return false;
  wasm.sparseProduct(rows, columns, depth, a, transposeA, b, c);
  return true;
}
