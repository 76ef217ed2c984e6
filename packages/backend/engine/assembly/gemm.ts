import { GEMM_ROWS, gemmTile } from './generated/micro-kernels';
import { packColumns, packRows } from './pack';

/** Depth of one block: its 8-column panel of b stays in the first-level cache. */
const DEPTH: i32 = 256;
/** Rows of one block of a, which stays in the second-level cache. */
const BLOCK: i32 = GEMM_ROWS * 20;

/** Bytes of workspace that `gemm` needs for `columns` columns. */
export function gemmWorkspace(columns: i32): usize {
  return ((<usize>BLOCK * DEPTH) << 2) + ((<usize>DEPTH * ((columns + 7) & ~7)) << 2) + 32 * GEMM_ROWS;
}

/** Panels of GEMM_ROWS rows of a. `a` points at element [0, 0] of the block. */
function packLeft(a: usize, rowBytes: usize, transposed: bool, rows: i32, depth: i32, out: usize): void {
  const step: usize = GEMM_ROWS << 2;
  for (let i = 0; i < rows; i += GEMM_ROWS) {
    const height = min(GEMM_ROWS, rows - i);
    if (height < GEMM_ROWS) memory.fill(out, 0, <usize>depth * step);
    if (transposed) {
      let from = a + (<usize>i << 2);
      let to = out;
      for (let k = 0; k < depth; k++) {
        for (let r = 0; r < height; r++) store<f32>(to + (<usize>r << 2), load<f32>(from + (<usize>r << 2)));
        from += rowBytes;
        to += step;
      }
    } else {
      for (let r = 0; r < height; r++) {
        let from = a + <usize>(i + r) * rowBytes;
        let to = out + (<usize>r << 2);
        let k = 0;
        for (; k + 4 <= depth; k += 4) {
          const four = v128.load(from);
          v128.store_lane<f32>(to, four, 0);
          v128.store_lane<f32>(to + step, four, 1);
          v128.store_lane<f32>(to + 2 * step, four, 2);
          v128.store_lane<f32>(to + 3 * step, four, 3);
          from += 16;
          to += 4 * step;
        }
        for (; k < depth; k++) {
          store<f32>(to, load<f32>(from));
          from += 4;
          to += step;
        }
      }
    }
    out += <usize>depth * step;
  }
}

/** Copies the part of a tile that lies inside c. */
function storeEdge(tile: usize, c: usize, rowBytes: usize, rows: i32, columns: i32, add: bool): void {
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      const value = load<f32>(tile + (<usize>(r * 8 + j) << 2));
      const to = c + <usize>r * rowBytes + (<usize>j << 2);
      store<f32>(to, add ? load<f32>(to) + value : value);
    }
  }
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
  const bRow = <usize>(transposeB ? depth : columns) << 2;
  const cRow = <usize>columns << 2;
  const tile = work;
  const left = tile + 32 * GEMM_ROWS;
  const right = left + ((<usize>BLOCK * DEPTH) << 2);
  if (depth == 0) memory.fill(c, 0, <usize>rows * cRow);
  for (let k = 0; k < depth; k += DEPTH) {
    const slice = min(DEPTH, depth - k);
    const add = k > 0;
    if (transposeB) packRows(b + (<usize>k << 2), bRow, slice, columns, right);
    else packColumns(b + <usize>k * bRow, bRow, slice, columns, right);
    for (let i = 0; i < rows; i += BLOCK) {
      const block = min(BLOCK, rows - i);
      const corner = transposeA ? a + <usize>k * aRow + (<usize>i << 2) : a + <usize>i * aRow + (<usize>k << 2);
      packLeft(corner, aRow, transposeA, block, slice, left);
      for (let j = 0; j < columns; j += 8) {
        const panel = right + ((<usize>j * slice) << 2);
        const width = min(8, columns - j);
        for (let r = 0; r < block; r += GEMM_ROWS) {
          const height = min(GEMM_ROWS, block - r);
          const from = left + ((<usize>r * slice) << 2);
          const to = c + <usize>(i + r) * cRow + (<usize>j << 2);
          if (height == GEMM_ROWS && width == 8) {
            gemmTile(slice, from, panel, to, cRow, add);
          } else {
            gemmTile(slice, from, panel, tile, 32, false);
            storeEdge(tile, to, cRow, height, width, add);
          }
        }
      }
    }
  }
}
