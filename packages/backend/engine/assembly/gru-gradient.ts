import { panelBytes } from './gemm-slice';
import { loadLanes, storeLanes } from './lanes';
import { multiplyPacked, PRODUCT_WORK, packRight } from './packed-product';

/** Bytes of workspace of `gruGradient`. */
export function gruGradientWorkspace(batch: i32, units: i32): usize {
  return PRODUCT_WORK + panelBytes(3 * units, units) + ((<usize>(batch + 1) * units) << 2);
}

/** x (1 - x): the derivative of the sigmoid, from its value. */
// @ts-ignore: decorator
@inline
function slope(x: v128): v128 {
  return f32x4.mul(x, f32x4.sub(f32x4.splat(1), x));
}

/** `carry` holds what the later steps want of this state, where `carried`, and becomes what is kept of it for the state before. */
// @ts-ignore: decorator
@inline
function stepBack(
  four: bool,
  gate: usize,
  saved: usize,
  before: usize,
  dy: usize,
  carried: bool,
  carry: usize,
  d: usize,
  dRecurrent: usize,
): void {
  const one = f32x4.splat(1);
  const r = loadLanes(four, saved);
  const z = loadLanes(four, saved + gate);
  const n = loadLanes(four, saved + gate + gate);
  const recurrent = loadLanes(four, saved + gate + gate + gate);
  let dh = dy ? loadLanes(four, dy) : f32x4.splat(0);
  if (carried) dh = dy ? f32x4.add(dh, loadLanes(four, carry)) : loadLanes(four, carry);
  const dn = f32x4.mul(f32x4.mul(dh, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n)));
  // Not dh (h - n): infinity times a state of 0 is NaN, as TensorFlow.js has it.
  const ofMix = f32x4.sub(f32x4.mul(dh, loadLanes(four, before)), f32x4.mul(dh, n));
  storeLanes(four, d, f32x4.mul(f32x4.mul(dn, recurrent), slope(r)));
  storeLanes(four, d + gate, f32x4.mul(ofMix, slope(z)));
  storeLanes(four, d + gate + gate, dn);
  storeLanes(four, dRecurrent, f32x4.mul(dn, r));
  storeLanes(four, carry, f32x4.mul(dh, z));
}

function stepBackRow(
  units: i32,
  saved: usize,
  before: usize,
  dy: usize,
  carried: bool,
  carry: usize,
  d: usize,
  dRecurrent: usize,
): void {
  const gate = <usize>units << 2;
  let i: usize = 0;
  for (; i + 16 <= gate; i += 16) {
    stepBack(true, gate, saved + i, before + i, dy ? dy + i : 0, carried, carry + i, d + i, dRecurrent + i);
  }
  for (; i < gate; i += 4) {
    stepBack(false, gate, saved + i, before + i, dy ? dy + i : 0, carried, carry + i, d + i, dRecurrent + i);
  }
}

/**
 * The gradients of the projected inputs, `[batch, time, 3 units]`, and of the recurrent part of the candidate,
 * `[batch, time, units]`; those of the recurrent parts of the gates are those of the projected ones. dy is that of all states,
 * `[batch, time, units]`, or, where `last`, of the last ones, `[batch, units]`.
 */
export function gruGradient(
  batch: i32,
  time: i32,
  units: i32,
  kernel: usize,
  states: usize,
  saved: usize,
  dy: usize,
  last: bool,
  dProjected: usize,
  dRecurrent: usize,
  work: usize,
): void {
  const row = <usize>units << 2;
  const sequence = <usize>time * row;
  const gates = work + PRODUCT_WORK;
  const candidate = gates + panelBytes(2 * units, units);
  const zeros = gates + panelBytes(3 * units, units);
  const carry = zeros + row;
  memory.fill(zeros, 0, row);
  packRight(kernel, 3 * row, true, 2 * units, units, gates);
  packRight(kernel + 2 * row, 3 * row, true, units, units, candidate);
  for (let t = time - 1; t >= 0; t--) {
    const end = t == time - 1;
    for (let n = 0; n < batch; n++) {
      const at = <usize>n * time + t;
      let from: usize = 0;
      if (!last) from = dy + at * row;
      else if (end) from = dy + <usize>n * row;
      stepBackRow(
        units,
        saved + at * 4 * row,
        t > 0 ? states + (at - 1) * row : zeros,
        from,
        !end,
        carry + <usize>n * row,
        dProjected + at * 3 * row,
        dRecurrent + at * row,
      );
    }
    if (t == 0) break;
    const d = dProjected + <usize>t * 3 * row;
    multiplyPacked(batch, units, 2 * units, d, 3 * sequence, gates, carry, row, true, work);
    multiplyPacked(batch, units, units, dRecurrent + <usize>t * row, sequence, candidate, carry, row, true, work);
  }
}
