import { panelBytes } from './gemm-slice';
import { sigmoid4, tanh4 } from './hyperbolic';
import { loadLanes, storeLanes } from './lanes';
import { multiplyPacked, PRODUCT_WORK, packRight } from './packed-product';

// Sequences lie [batch, time, columns]: what belongs to one time step are rows `time` rows apart. Columns stand gate by gate.

/** Bytes of workspace of `gru`. */
export function gruWorkspace(batch: i32, units: i32): usize {
  return PRODUCT_WORK + panelBytes(units, 3 * units) + ((<usize>(3 * batch + 1) * units) << 2);
}

// @ts-ignore: decorator
@inline
function sum(four: bool, a: usize, b: usize): v128 {
  return f32x4.add(loadLanes(four, a), loadLanes(four, b));
}

// @ts-ignore: decorator
@inline
function gate(four: bool, projected: usize, bias: usize, open: v128, product: usize, recurrentBias: usize, y: usize): void {
  const input = f32x4.add(sum(four, projected, bias), open);
  storeLanes(four, y, sigmoid4(f32x4.add(input, sum(four, product, recurrentBias))));
}

/** One gate of one row: y = sigmoid(projected + bias + open + product + recurrentBias). */
function gateRow(
  bytes: usize,
  projected: usize,
  bias: usize,
  open: f32,
  product: usize,
  recurrentBias: usize,
  y: usize,
): void {
  const opening = f32x4.splat(open);
  let i: usize = 0;
  // Two at a time share the constants.
  for (; i + 32 <= bytes; i += 32) {
    gate(true, projected + i, bias + i, opening, product + i, recurrentBias + i, y + i);
    const j = i + 16;
    gate(true, projected + j, bias + j, opening, product + j, recurrentBias + j, y + j);
  }
  for (; i < bytes; i += 4) {
    gate(false, projected + i, bias + i, opening, product + i, recurrentBias + i, y + i);
  }
}

/** r and z lie in `saved`, where n and the recurrent part of the candidate join them. */
// @ts-ignore: decorator
@inline
function mix(
  four: bool,
  bytes: usize,
  projected: usize,
  bias: usize,
  product: usize,
  recurrentBias: usize,
  before: usize,
  state: usize,
  saved: usize,
): void {
  const recurrent = sum(four, product, recurrentBias);
  const reset = f32x4.mul(loadLanes(four, saved), recurrent);
  const n = tanh4(f32x4.add(sum(four, projected, bias), reset));
  const z = loadLanes(four, saved + bytes);
  // Not n + z (h - n), nor fused: where z is 1 the state must stay what it was, to the last bit.
  const fresh = f32x4.mul(f32x4.sub(f32x4.splat(1), z), n);
  storeLanes(four, state, f32x4.add(fresh, f32x4.mul(z, loadLanes(four, before))));
  storeLanes(four, saved + 2 * bytes, n);
  storeLanes(four, saved + 3 * bytes, recurrent);
}

/** The candidate and the new state of one row. */
function mixRow(
  bytes: usize,
  projected: usize,
  bias: usize,
  product: usize,
  recurrentBias: usize,
  before: usize,
  state: usize,
  saved: usize,
): void {
  let i: usize = 0;
  for (; i + 32 <= bytes; i += 32) {
    mix(true, bytes, projected + i, bias + i, product + i, recurrentBias + i, before + i, state + i, saved + i);
    const j = i + 16;
    mix(true, bytes, projected + j, bias + j, product + j, recurrentBias + j, before + j, state + j, saved + j);
  }
  for (; i < bytes; i += 4) {
    mix(false, bytes, projected + i, bias + i, product + i, recurrentBias + i, before + i, state + i, saved + i);
  }
}

/**
 * PyTorch's GRU over whole sequences, from a state of zeros. projected `[batch, time, 3 units]` are x W without the bias; bias
 * and recurrentBias `[3 units]`, kernel `[units, 3 units]`, all in the order reset gate r, update gate z, candidate n. keep
 * `[batch, time]`, or 0 for none, is added to each z before its sigmoid. states `[batch, time, units]`; saved
 * `[batch, time, 4 units]` holds r, z, n and the recurrent part of the candidate, which the gradient needs.
 */
export function gru(
  batch: i32,
  time: i32,
  units: i32,
  projected: usize,
  bias: usize,
  kernel: usize,
  recurrentBias: usize,
  keep: usize,
  states: usize,
  saved: usize,
  work: usize,
): void {
  const row = <usize>units << 2;
  const packed = work + PRODUCT_WORK;
  const zeros = packed + panelBytes(units, 3 * units);
  const product = zeros + row;
  packRight(kernel, 3 * row, false, units, 3 * units, packed);
  // Zeros times the kernel: zeros, but NaN where the kernel is not finite.
  memory.fill(zeros, 0, row);
  multiplyPacked(min(batch, 1), 3 * units, units, zeros, row, packed, product, 3 * row, false, work);
  for (let t = 0; t < time; t++) {
    const before = states + <usize>(t - 1) * row;
    const sequence = <usize>time * row;
    if (t > 0) multiplyPacked(batch, 3 * units, units, before, sequence, packed, product, 3 * row, false, work);
    for (let n = 0; n < batch; n++) {
      const at = <usize>n * time + t;
      const from = projected + at * 3 * row;
      const recurrent = t > 0 ? product + <usize>n * 3 * row : product;
      const save = saved + at * 4 * row;
      const last = t > 0 ? states + (at - 1) * row : zeros;
      const open = keep ? load<f32>(keep + (at << 2)) : 0;
      gateRow(row, from, bias, 0, recurrent, recurrentBias, save);
      gateRow(row, from + row, bias + row, open, recurrent + row, recurrentBias + row, save + row);
      const c = 2 * row;
      mixRow(row, from + c, bias + c, recurrent + c, recurrentBias + c, last, states + at * row, save);
    }
  }
}
