// Products with one right matrix, packed once: the recurrent kernel, which every time step multiplies by.
import { BLOCK, DEPTH, LEFT_BYTES, multiplyBlock, packLeft, panelBytes, TILE_BYTES } from './gemm-slice';
import { packColumns, packRows } from './pack';

/** Bytes of workspace of `multiplyPacked`. */
export const PRODUCT_WORK: usize = TILE_BYTES + LEFT_BYTES;

/** Packs b `[depth, columns]`, or its transpose from b `[columns, depth]`, into `panelBytes(depth, columns)`. */
export function packRight(b: usize, rowBytes: usize, transposed: bool, depth: i32, columns: i32, out: usize): void {
  for (let k = 0; k < depth; k += DEPTH) {
    const slice = min(DEPTH, depth - k);
    if (transposed) packRows(b + (<usize>k << 2), rowBytes, slice, columns, out);
    else packColumns(b + <usize>k * rowBytes, rowBytes, slice, columns, out);
    out += panelBytes(slice, columns);
  }
}

/** c (+)= a b, where the rows of a and c lie `aRow` and `cRow` bytes apart. `work` holds PRODUCT_WORK bytes. */
export function multiplyPacked(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  packed: usize,
  c: usize,
  cRow: usize,
  add: bool,
  work: usize,
): void {
  const left = work + TILE_BYTES;
  for (let k = 0; k < depth; k += DEPTH) {
    const slice = min(DEPTH, depth - k);
    for (let i = 0; i < rows; i += BLOCK) {
      const block = min(BLOCK, rows - i);
      packLeft(a + <usize>i * aRow + (<usize>k << 2), aRow, false, block, slice, left);
      multiplyBlock(block, columns, slice, left, packed, c + <usize>i * cRow, cRow, add || k > 0, work);
    }
    packed += panelBytes(slice, columns);
  }
}
