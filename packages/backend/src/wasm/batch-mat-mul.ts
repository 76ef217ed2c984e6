import {
  type BatchMatMulAttrs,
  broadcast_util,
  type KernelFunc,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { defer } from './deferred.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { multiply } from './multiply.ts';

export interface GemmExports {
  /** c = a b for few rows, without packing. */
  thinProduct(
    rows: number,
    columns: number,
    depth: number,
    a: number,
    b: number,
    transposeB: boolean,
    c: number,
  ): void;
  /** Bytes of workspace for a product with this many columns. */
  gemmWorkspace(columns: number): number;
  /** c = a b, where a is `[rows, depth]` (transposed: `[depth, rows]`) and b is `[depth, columns]` (`[columns, depth]`). */
  gemm(
    rows: number,
    columns: number,
    depth: number,
    a: number,
    transposeA: boolean,
    b: number,
    transposeB: boolean,
    c: number,
    work: number,
  ): void;
  /** The same for some of the rows: `a` and `c` begin with the first of them; rows of `a` are `aRow` bytes apart. */
  gemmRows(
    rows: number,
    columns: number,
    depth: number,
    a: number,
    aRow: number,
    transposeA: boolean,
    b: number,
    transposeB: boolean,
    c: number,
    work: number,
  ): void;
  /** `count` products of one shape; `jobs` holds the addresses of a, b and c for each. */
  gemmBatch(
    jobs: number,
    count: number,
    rows: number,
    columns: number,
    depth: number,
    transposeA: boolean,
    transposeB: boolean,
    work: number,
  ): void;
}

export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** For each product of the batch: which matrix of a and of b it takes. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly shape: readonly number[];
}

/** Which matrix of an operand belongs to matrix `index` of the result; sizes of 1 are repeated. */
function broadcastIndex(index: number, batch: readonly number[], operand: readonly number[]): number {
  let rest = index;
  let place = 0;
  let stride = 1;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const size = batch[axis] as number;
    const coordinate = rest % size;
    rest = (rest - coordinate) / size;
    const own = operand[axis - (batch.length - operand.length)] ?? 1;
    if (own !== 1) place += coordinate * stride;
    stride *= own;
  }
  return place;
}

/** Sizes of a product of (batches of) matrices, their batch dimensions broadcast. */
export function productOf(
  a: readonly number[],
  b: readonly number[],
  { transposeA, transposeB }: BatchMatMulAttrs,
): Product {
  util.assert(
    a.length >= 2 && b.length >= 2,
    () => `Error in matMul: both need at least 2 axes, got shapes [${a}] and [${b}].`,
  );
  const [aRows, aColumns] = a.slice(-2) as [number, number];
  const [bRows, bColumns] = b.slice(-2) as [number, number];
  const [rows, depth] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [inner, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  util.assert(
    depth === inner,
    () =>
      `Error in matMul: inner shapes (${depth}) and (${inner}) of Tensors with shapes ${a} and ${b} and ` +
      `transposeA=${transposeA} and transposeB=${transposeB} must match.`,
  );
  const aBatch = a.slice(0, -2);
  const bBatch = b.slice(0, -2);
  const batch = broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
  const pairs = Array.from(
    { length: sizeOf(batch) },
    (_, i) => [broadcastIndex(i, batch, aBatch), broadcastIndex(i, batch, bBatch)] as const,
  );
  return { rows, columns, depth, transposeA, transposeB, pairs, shape: [...batch, rows, columns] };
}

/** Matrix products with any transposes and batch dimensions; the stock kernel is up to seventy times slower on transposes. */
export const batchMatMul: MakeKernel = (engine, stock) => (args) => {
  const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
  const product = productOf(a.shape, b.shape, args.attrs as unknown as BatchMatMulAttrs);
  if (!allFloat(a, b)) return fallBack('BatchMatMul', `${a.dtype} and ${b.dtype}`, stock as KernelFunc, args);
  return defer(engine, product.shape, [a, b], (result) => multiply(engine, a, b, product, result));
};
