import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Product } from './batch-mat-mul.ts';
import { table } from './convolve.ts';
import { address, type Engine } from './engine.ts';
import { PER_MILLISECOND, parallel, scratchEach, split } from './parallel.ts';
import { multiplySparse } from './sparse-product.ts';

/** Addresses of the matrices of one product. */
type Matrices = readonly [a: number, b: number, c: number];

/** Rows that the engine computes together; cutting between them wastes none. */
export const TILE_ROWS = { simd: 5, fma: 6 } as const;

/** Up to this many rows, packing the right matrix would take longer than the product. */
const THIN = 2;

const milliseconds = ({ rows, columns, depth }: Product) =>
  (2 * rows * columns * depth) / PER_MILLISECOND.direct;

/** One product, its rows in parts. */
function multiplyOne(engine: Engine, product: Product, [a, b, c]: Matrices): void {
  const { rows, columns, depth, transposeA, transposeB } = product;
  if (rows <= THIN && (rows === 1 || !transposeA)) {
    engine.wasm.thinProduct(rows, columns, depth, a, b, transposeB, c);
    return;
  }
  if (multiplySparse(engine, product, [a, b, c])) return;
  const tile = TILE_ROWS[engine.build];
  const parts = split(engine, Math.ceil(rows / tile), milliseconds(product));
  const work = scratchEach(engine, 'gemm', engine.wasm.gemmWorkspace(columns), parts);
  const [aRow, aStep] = transposeA ? [4 * rows, 4] : [4 * depth, 4 * depth];
  parallel(engine, 'gemmRows', parts, (part) => {
    const first = tile * part.first;
    const count = Math.min(rows - first, tile * part.count);
    const [from, to] = [a + first * aStep, c + 4 * first * columns];
    return [count, columns, depth, from, aRow, transposeA, b, transposeB, to, work(part)];
  });
}

/** Many products, some in each thread. */
function multiplyMany(engine: Engine, product: Product, matrices: readonly Matrices[]): void {
  const { rows, columns, depth, transposeA, transposeB } = product;
  const parts = split(engine, matrices.length, matrices.length * milliseconds(product));
  const work = scratchEach(engine, 'gemm', engine.wasm.gemmWorkspace(columns), parts);
  const jobs = table(engine, 'gemm.jobs', matrices.flat());
  parallel(engine, 'gemmBatch', parts, (part) => {
    const own = jobs + 12 * part.first;
    return [own, part.count, rows, columns, depth, transposeA, transposeB, work(part)];
  });
}

/** Writes the product to where `result` points. */
export function multiply(
  engine: Engine,
  a: TensorInfo,
  b: TensorInfo,
  product: Product,
  result: TensorInfo,
): void {
  const { rows, columns, depth, pairs } = product;
  const [left, right, to] = [a, b, result].map((info) => address(engine, info)) as [number, number, number];
  const matrices = pairs.map(
    ([i, j], index): Matrices => [
      left + 4 * i * rows * depth,
      right + 4 * j * depth * columns,
      to + 4 * index * rows * columns,
    ],
  );
  if (matrices.length > 1 && matrices.length >= (engine.pool?.threads ?? 1)) {
    multiplyMany(engine, product, matrices);
  } else {
    for (const one of matrices) multiplyOne(engine, product, one);
  }
}
