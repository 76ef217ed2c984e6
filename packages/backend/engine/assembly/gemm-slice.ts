import { GEMM_ROWS, gemmTile } from './generated/micro-kernels';

/** Depth of one slice of a product: an 8-column panel of the right matrix stays in the first-level cache. */
export const DEPTH: i32 = 256;
/** Rows of one block of the left matrix, which stays in the second-level cache. */
export const BLOCK: i32 = GEMM_ROWS * 20;

/** Bytes of one tile, and of one packed block of the left matrix. */
export const TILE_BYTES: usize = 32 * GEMM_ROWS;
export const LEFT_BYTES: usize = (<usize>BLOCK * DEPTH) << 2;

/** Bytes of one packed slice of the right matrix. */
// @ts-ignore: decorator
@inline
export function panelBytes(depth: i32, columns: i32): usize {
  return (<usize>depth * ((columns + 7) & ~7)) << 2;
}

/** Panels of GEMM_ROWS rows of a. `a` points at element [0, 0] of the block. */
export function packLeft(a: usize, rowBytes: usize, transposed: bool, rows: i32, depth: i32, out: usize): void {
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

/** c (+)= left right for one packed block of rows and one packed slice of depth. `tile` holds TILE_BYTES. */
export function multiplyBlock(
  rows: i32,
  columns: i32,
  depth: i32,
  left: usize,
  right: usize,
  c: usize,
  rowBytes: usize,
  add: bool,
  tile: usize,
): void {
  for (let j = 0; j < columns; j += 8) {
    const panel = right + ((<usize>j * depth) << 2);
    const width = min(8, columns - j);
    for (let r = 0; r < rows; r += GEMM_ROWS) {
      const height = min(GEMM_ROWS, rows - r);
      const from = left + ((<usize>r * depth) << 2);
      const to = c + <usize>r * rowBytes + (<usize>j << 2);
      if (height == GEMM_ROWS && width == 8) {
        gemmTile(depth, from, panel, to, rowBytes, add);
      } else {
        gemmTile(depth, from, panel, tile, 32, false);
        storeEdge(tile, to, rowBytes, height, width, add);
      }
    }
  }
}
