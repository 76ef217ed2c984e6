import { panelBytes } from './gemm-slice';
import { sigmoid4, tanh4 } from './hyperbolic';
import { loadLanes, storeLanes } from './lanes';
import { multiplyPacked, PRODUCT_WORK, packRight } from './packed-product';

// Sequences lie [batch, time, columns]: what belongs to one time step are rows `time` rows apart. Columns stand gate by gate.

/** Bytes of workspace of `gru`. */
export function gruWorkspace(batch: i32, units: i32): usize {
  return PRODUCT_WORK + panelBytes(units, 3 * units) + ((<usize>(3 * batch + 1) * units) << 2);
}

/** One gate before its nonlinearity; `gate` is the distance of its columns in bytes. */
// @ts-ignore: decorator
@inline
function biased(four: bool, values: usize, bias: usize, gate: usize): v128 {
  return f32x4.add(loadLanes(four, values + gate), loadLanes(four, bias + gate));
}

// @ts-ignore: decorator
@inline
function step(
  four: bool,
  gate: usize,
  projected: usize,
  bias: usize,
  product: usize,
  recurrentBias: usize,
  keep: v128,
  before: usize,
  state: usize,
  saved: usize,
): void {
  const candidate = gate + gate;
  const r = sigmoid4(f32x4.add(biased(four, projected, bias, 0), biased(four, product, recurrentBias, 0)));
  const pz = f32x4.add(biased(four, projected, bias, gate), keep);
  const z = sigmoid4(f32x4.add(pz, biased(four, product, recurrentBias, gate)));
  const recurrent = biased(four, product, recurrentBias, candidate);
  const n = tanh4(f32x4.add(biased(four, projected, bias, candidate), f32x4.mul(r, recurrent)));
  // Not n + z (h - n), nor fused: where z is 1 the state must stay what it was, to the last bit.
  const one = f32x4.splat(1);
  const h = f32x4.add(f32x4.mul(f32x4.sub(one, z), n), f32x4.mul(z, loadLanes(four, before)));
  storeLanes(four, state, h);
  storeLanes(four, saved, r);
  storeLanes(four, saved + gate, z);
  storeLanes(four, saved + candidate, n);
  storeLanes(four, saved + candidate + gate, recurrent);
}

/** One row of one time step. */
function stepRow(
  units: i32,
  projected: usize,
  bias: usize,
  product: usize,
  recurrentBias: usize,
  keep: f32,
  before: usize,
  state: usize,
  saved: usize,
): void {
  const gate = <usize>units << 2;
  const open = f32x4.splat(keep);
  let i: usize = 0;
  for (; i + 16 <= gate; i += 16) {
    step(true, gate, projected + i, bias + i, product + i, recurrentBias + i, open, before + i, state + i, saved + i);
  }
  for (; i < gate; i += 4) {
    step(false, gate, projected + i, bias + i, product + i, recurrentBias + i, open, before + i, state + i, saved + i);
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
      stepRow(
        units,
        projected + at * 3 * row,
        bias,
        t > 0 ? product + <usize>n * 3 * row : product,
        recurrentBias,
        keep ? load<f32>(keep + (at << 2)) : 0,
        t > 0 ? states + (at - 1) * row : zeros,
        states + at * row,
        saved + at * 4 * row,
      );
    }
  }
}
