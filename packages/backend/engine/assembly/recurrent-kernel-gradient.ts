import { BLOCK, DEPTH, LEFT_BYTES, multiplyBlock, panelBytes, TILE_BYTES } from './gemm-slice';
import { GEMM_ROWS } from './generated/micro-kernels';

// The sum over all time steps as one product. Its depth runs over the sequences of the batch and, within each, over the time
// steps but one: after `run` rows one is left out.

/** Byte offset of row k of such a matrix. */
function rowOffset(k: i32, run: i32, rowBytes: usize): usize {
  return <usize>(k + k / run) * rowBytes;
}

/** Panels of GEMM_ROWS columns of `depth` rows, from row k on. */
function packRunsLeft(x: usize, rowBytes: usize, run: i32, k: i32, depth: i32, columns: i32, out: usize): void {
  const step: usize = GEMM_ROWS << 2;
  const start = x + rowOffset(k, run, rowBytes);
  const head = run - (k % run);
  for (let i = 0; i < columns; i += GEMM_ROWS) {
    const width = min(GEMM_ROWS, columns - i);
    if (width < GEMM_ROWS) memory.fill(out, 0, <usize>depth * step);
    let from = start + (<usize>i << 2);
    let left = head;
    for (let d = 0; d < depth; d++) {
      let c = 0;
      if (width >= 4) {
        v128.store(out, v128.load(from));
        c = 4;
      }
      for (; c < width; c++) store<f32>(out + (<usize>c << 2), load<f32>(from + (<usize>c << 2)));
      out += step;
      from += rowBytes;
      if (--left == 0) {
        left = run;
        from += rowBytes;
      }
    }
  }
}

/** The same in panels of 8 columns. */
function packRunsRight(x: usize, rowBytes: usize, run: i32, k: i32, depth: i32, columns: i32, out: usize): void {
  const start = x + rowOffset(k, run, rowBytes);
  const head = run - (k % run);
  for (let j = 0; j < columns; j += 8) {
    const width = min(8, columns - j);
    if (width < 8) memory.fill(out, 0, <usize>depth << 5);
    let from = start + (<usize>j << 2);
    let left = head;
    for (let d = 0; d < depth; d++) {
      if (width == 8) {
        v128.store(out, v128.load(from));
        v128.store(out, v128.load(from, 16), 16);
      } else {
        for (let c = 0; c < width; c++) store<f32>(out + (<usize>c << 2), load<f32>(from + (<usize>c << 2)));
      }
      out += 32;
      from += rowBytes;
      if (--left == 0) {
        left = run;
        from += rowBytes;
      }
    }
  }
}

/** Every row of c becomes what a state of zeros contributes: zeros, or NaN below a dy that is NaN or infinite. */
function startFromZeroState(
  batch: i32,
  rows: i32,
  columns: i32,
  dy: usize,
  sequence: usize,
  c: usize,
  cRow: usize,
): void {
  for (let j = 0; j < columns; j++) {
    let sum: f32 = 0;
    let from = dy + (<usize>j << 2);
    for (let n = 0; n < batch; n++) {
      sum += load<f32>(from) * 0;
      from += sequence;
    }
    // Not -0.
    store<f32>(c + (<usize>j << 2), sum + 0);
  }
  for (let i = 1; i < rows; i++) memory.copy(c + <usize>i * cRow, c, <usize>columns << 2);
}

/** Bytes of workspace of `recurrentKernelGradient`. */
export function recurrentKernelGradientWorkspace(columns: i32): usize {
  return TILE_BYTES + LEFT_BYTES + panelBytes(DEPTH, columns);
}

/**
 * The gradient of a recurrent kernel or of some rows and columns of it: c `[rows, columns]` is the sum over sequences and time of
 * (state before the step) (x) dy. states `[batch, time, rows]` are those after the steps; the state before the first one is zero.
 * The rows of the states, of dy `[batch, time, columns]` and of c lie `stateRow`, `dyRow` and `cRow` bytes apart.
 */
export function recurrentKernelGradient(
  batch: i32,
  time: i32,
  rows: i32,
  columns: i32,
  states: usize,
  stateRow: usize,
  dy: usize,
  dyRow: usize,
  c: usize,
  cRow: usize,
  work: usize,
): void {
  const run = time - 1;
  const all = batch * run;
  const tile = work;
  const left = tile + TILE_BYTES;
  const right = left + LEFT_BYTES;
  startFromZeroState(time > 0 ? batch : 0, rows, columns, dy, <usize>time * dyRow, c, cRow);
  for (let k = 0; k < all; k += DEPTH) {
    const slice = min(DEPTH, all - k);
    packRunsRight(dy + dyRow, dyRow, run, k, slice, columns, right);
    for (let i = 0; i < rows; i += BLOCK) {
      const block = min(BLOCK, rows - i);
      packRunsLeft(states + (<usize>i << 2), stateRow, run, k, slice, block, left);
      multiplyBlock(block, columns, slice, left, right, c + <usize>i * cRow, cRow, true, tile);
    }
  }
}
