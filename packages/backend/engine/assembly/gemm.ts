import { BLOCK, DEPTH, LEFT_BYTES, multiplyBlock, packLeft, panelBytes, TILE_BYTES } from './gemm-slice';
import { packColumns, packRows } from './pack';

/** Bytes of workspace that `gemm` needs for `columns` columns. */
export function gemmWorkspace(columns: i32): usize {
  return TILE_BYTES + LEFT_BYTES + panelBytes(DEPTH, columns);
}

/**
 * c = a b, row-major. `a` is [rows, depth], or [depth, rows] where transposed; `b` is [depth, columns], or [columns, depth].
 * `work` holds `gemmWorkspace(columns)` bytes.
 */
export function gemm(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  transposeA: bool,
  b: usize,
  transposeB: bool,
  c: usize,
  work: usize,
): void {
  const aRow = <usize>(transposeA ? rows : depth) << 2;
  gemmRows(rows, columns, depth, a, aRow, transposeA, b, transposeB, c, work);
}

/** The same for `rows` neighbouring rows of a larger product: `a` and `c` begin with the first, rows of `a` are `aRow` bytes apart. */
export function gemmRows(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  transposeA: bool,
  b: usize,
  transposeB: bool,
  c: usize,
  work: usize,
): void {
  const bRow = <usize>(transposeB ? depth : columns) << 2;
  const cRow = <usize>columns << 2;
  const tile = work;
  const left = tile + TILE_BYTES;
  const right = left + LEFT_BYTES;
  if (depth == 0) memory.fill(c, 0, <usize>rows * cRow);
  for (let k = 0; k < depth; k += DEPTH) {
    const slice = min(DEPTH, depth - k);
    if (transposeB) packRows(b + (<usize>k << 2), bRow, slice, columns, right);
    else packColumns(b + <usize>k * bRow, bRow, slice, columns, right);
    for (let i = 0; i < rows; i += BLOCK) {
      const block = min(BLOCK, rows - i);
      const corner = transposeA ? a + <usize>k * aRow + (<usize>i << 2) : a + <usize>i * aRow + (<usize>k << 2);
      packLeft(corner, aRow, transposeA, block, slice, left);
      multiplyBlock(block, columns, slice, left, right, c + <usize>i * cRow, cRow, k > 0, tile);
    }
  }
}

/** `count` products of one shape. `jobs` holds three words for each: where a, b and c lie. */
export function gemmBatch(
  jobs: usize,
  count: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  transposeA: bool,
  transposeB: bool,
  work: usize,
): void {
  for (; count > 0; count--) {
    gemm(rows, columns, depth, load<u32>(jobs), transposeA, load<u32>(jobs, 4), transposeB, load<u32>(jobs, 8), work);
    jobs += 12;
  }
}
