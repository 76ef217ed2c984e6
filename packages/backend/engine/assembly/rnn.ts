import { panelBytes } from './gemm-slice';
import { tanh4 } from './hyperbolic';
import { loadLanes, storeLanes } from './lanes';
import { multiplyPacked, PRODUCT_WORK, packRight } from './packed-product';

// Sequences lie [batch, time, units]: what belongs to one time step are rows `time` rows apart.

/** Bytes of workspace of `rnn` and `rnnGradient`. */
export function rnnWorkspace(batch: i32, units: i32): usize {
  return PRODUCT_WORK + panelBytes(units, units) + ((<usize>(batch + 1) * units) << 2);
}

// @ts-ignore: decorator
@inline
function step(four: bool, projected: usize, bias: usize, product: usize, state: usize): void {
  const input = f32x4.add(loadLanes(four, projected), loadLanes(four, bias));
  storeLanes(four, state, tanh4(f32x4.add(input, loadLanes(four, product))));
}

/** One row of one time step. */
function stepRow(units: i32, projected: usize, bias: usize, product: usize, state: usize): void {
  const end = projected + (<usize>units << 2);
  for (; projected + 16 <= end; projected += 16) {
    step(true, projected, bias, product, state);
    bias += 16;
    product += 16;
    state += 16;
  }
  for (; projected < end; projected += 4) {
    step(false, projected, bias, product, state);
    bias += 4;
    product += 4;
    state += 4;
  }
}

/**
 * The tanh RNN over whole sequences: h_t = tanh(projected_t + bias + h_(t-1) kernel), h_(-1) = 0. projected and states are
 * `[batch, time, units]`, the kernel `[units, units]`, the bias `[units]`.
 */
export function rnn(
  batch: i32,
  time: i32,
  units: i32,
  projected: usize,
  bias: usize,
  kernel: usize,
  states: usize,
  work: usize,
): void {
  const row = <usize>units << 2;
  const sequence = <usize>time * row;
  const packed = work + PRODUCT_WORK;
  const zeros = packed + panelBytes(units, units);
  const product = zeros + row;
  packRight(kernel, row, false, units, units, packed);
  // Zeros times the kernel: zeros, but NaN where the kernel is not finite.
  memory.fill(zeros, 0, row);
  multiplyPacked(min(batch, 1), units, units, zeros, row, packed, product, row, false, work);
  let productRow: usize = 0;
  for (let t = 0; t < time; t++) {
    const now = <usize>t * row;
    if (t > 0) {
      multiplyPacked(batch, units, units, states + now - row, sequence, packed, product, row, false, work);
      productRow = row;
    }
    for (let n = 0; n < batch; n++) {
      const at = <usize>n * sequence + now;
      stepRow(units, projected + at, bias, product + <usize>n * productRow, states + at);
    }
  }
}

/** d = (dy + carry) (1 - h^2), where either of the first two may be 0 for none. */
// @ts-ignore: decorator
@inline
function stepBack(four: bool, state: usize, dy: usize, carry: usize, d: usize): void {
  let sum = f32x4.splat(0);
  if (dy) sum = loadLanes(four, dy);
  if (carry) sum = dy ? f32x4.add(sum, loadLanes(four, carry)) : loadLanes(four, carry);
  const h = loadLanes(four, state);
  storeLanes(four, d, f32x4.mul(sum, f32x4.sub(f32x4.splat(1), f32x4.mul(h, h))));
}

function stepBackRow(units: i32, state: usize, dy: usize, carry: usize, d: usize): void {
  const end = state + (<usize>units << 2);
  for (; state + 16 <= end; state += 16) {
    stepBack(true, state, dy, carry, d);
    if (dy) dy += 16;
    if (carry) carry += 16;
    d += 16;
  }
  for (; state < end; state += 4) {
    stepBack(false, state, dy, carry, d);
    if (dy) dy += 4;
    if (carry) carry += 4;
    d += 4;
  }
}

/**
 * The gradient of the projected inputs, `[batch, time, units]`. dy is that of all states, `[batch, time, units]`, or, where
 * `last`, of the last ones, `[batch, units]`.
 */
export function rnnGradient(
  batch: i32,
  time: i32,
  units: i32,
  kernel: usize,
  states: usize,
  dy: usize,
  last: bool,
  dProjected: usize,
  work: usize,
): void {
  const row = <usize>units << 2;
  const sequence = <usize>time * row;
  const packed = work + PRODUCT_WORK;
  const carry = packed + panelBytes(units, units);
  packRight(kernel, row, true, units, units, packed);
  for (let t = time - 1; t >= 0; t--) {
    const now = <usize>t * row;
    const end = t == time - 1;
    if (!end) multiplyPacked(batch, units, units, dProjected + now + row, sequence, packed, carry, row, false, work);
    for (let n = 0; n < batch; n++) {
      const at = <usize>n * sequence + now;
      let from: usize = 0;
      if (!last) from = dy + at;
      else if (end) from = dy + <usize>n * row;
      stepBackRow(units, states + at, from, end ? 0 : carry + <usize>n * row, dProjected + at);
    }
  }
}
