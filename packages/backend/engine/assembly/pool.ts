import { loadLanes, storeLanes } from './lanes';
import {
  batchOf,
  channelsOf,
  coveredBy,
  emptyDivisorOf,
  filterOf,
  firstOf,
  outputsOf,
  sizeOf,
  windowOffsets,
} from './pool-windows';

// Max pooling as the cpu backend does it: comparisons are strict and start at -infinity, so NaN is never the maximum, and a
// window of nothing but NaN or -infinity hands its gradient to nobody. Of equal maxima the first one, row after row, takes the
// gradient; of three-dimensional windows the last one.

const MAX = 0;
const MAX_INT = 1;
const AVERAGE = 2;
const FIRST_GRADIENT = 3;
const LAST_GRADIENT = 4;
const AVERAGE_GRADIENT = 5;
const SUM = 6;

/** y = the largest of each window; -infinity where a window lies outside of the image. `offsets`: 4 bytes per place of a window. */
export function maxPool(x: usize, y: usize, shape: usize, offsets: usize): void {
  eachWindow(MAX, x, y, 0, shape, offsets);
}

/** The same for 32-bit integers; 0 where a window lies outside of the image. */
export function maxPoolInt(x: usize, y: usize, shape: usize, offsets: usize): void {
  eachWindow(MAX_INT, x, y, 0, shape, offsets);
}

/** y = the mean of what each window covers of the image. The mean of nothing is 0 / 0 or 0 / 1: see the geometry. */
export function avgPool(x: usize, y: usize, shape: usize, offsets: usize): void {
  eachWindow(AVERAGE, x, y, 0, shape, offsets);
}

/** y = the sum of what each window covers of the image. */
export function sumPool(x: usize, y: usize, shape: usize, offsets: usize): void {
  eachWindow(SUM, x, y, 0, shape, offsets);
}

/** dx = the sum of dy over the windows in which x is the maximum, the first one of equal ones. */
export function maxPoolGradient(x: usize, dy: usize, dx: usize, shape: usize, offsets: usize): void {
  eachWindow(FIRST_GRADIENT, x, dy, dx, shape, offsets);
}

/** The same, the last one of equal ones. */
export function maxPoolGradientLast(x: usize, dy: usize, dx: usize, shape: usize, offsets: usize): void {
  eachWindow(LAST_GRADIENT, x, dy, dx, shape, offsets);
}

/**
 * dx = the sum of dy over the windows that cover x, divided by the size of a window. TensorFlow.js divides by the whole size
 * also where part of the window lies outside and the forward pass divides by less.
 */
export function avgPoolGradient(dy: usize, dx: usize, shape: usize, offsets: usize): void {
  eachWindow(AVERAGE_GRADIENT, 0, dy, dx, shape, offsets);
}

// @ts-ignore: decorator
@inline
function isGradient(kind: i32): bool {
  return kind == FIRST_GRADIENT || kind == LAST_GRADIENT || kind == AVERAGE_GRADIENT;
}

// @ts-ignore: decorator
@inline
function eachWindow(kind: i32, x: usize, y: usize, dx: usize, shape: usize, offsets: usize): void {
  const channels = channelsOf(shape);
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>sizeOf(shape, 2) * pixel;
  const planeBytes = <usize>sizeOf(shape, 1) * rowBytes;
  const imageBytes = <usize>sizeOf(shape, 0) * planeBytes;
  const size = filterOf(shape, 0) * filterOf(shape, 1) * filterOf(shape, 2);
  // The table of offsets holds for the next window too, unless that one is cut off differently.
  let tabledDepths = -1;
  let tabledRows = -1;
  let tabledColumns = -1;
  for (let b = batchOf(shape); b > 0; b--) {
    if (isGradient(kind)) memory.fill(dx, 0, imageBytes);
    for (let d = 0; d < outputsOf(shape, 0); d++) {
      const depths = coveredBy(shape, 0, d);
      const plane = <usize>firstOf(shape, 0, d) * planeBytes;
      for (let i = 0; i < outputsOf(shape, 1); i++) {
        const rows = coveredBy(shape, 1, i);
        const row = plane + <usize>firstOf(shape, 1, i) * rowBytes;
        for (let j = 0; j < outputsOf(shape, 2); j++) {
          const columns = coveredBy(shape, 2, j);
          if (depths != tabledDepths || rows != tabledRows || columns != tabledColumns) {
            windowOffsets(offsets, depths, rows, columns, shape);
            tabledDepths = depths;
            tabledRows = rows;
            tabledColumns = columns;
          }
          const corner = row + <usize>firstOf(shape, 2, j) * pixel;
          const covered = depths * rows * columns;
          const divisor = kind == AVERAGE_GRADIENT ? size : covered > 0 ? covered : emptyDivisorOf(shape);
          let c = 0;
          for (; c + 4 <= channels; c += 4) {
            poolLanes(kind, true, x + corner, y, dx + corner, offsets, covered, <f32>divisor, c << 2);
          }
          for (; c < channels; c++) {
            poolLanes(kind, false, x + corner, y, dx + corner, offsets, covered, <f32>divisor, c << 2);
          }
          y += pixel;
        }
      }
    }
    x += imageBytes;
    dx += imageBytes;
  }
}

// @ts-ignore: decorator
@inline
function poolLanes(
  kind: i32,
  four: bool,
  x: usize,
  y: usize,
  dx: usize,
  offsets: usize,
  covered: i32,
  divisor: f32,
  lane: usize,
): void {
  x += lane;
  y += lane;
  dx += lane;
  const end = offsets + (<usize>covered << 2);
  if (kind == MAX) {
    let best = f32x4.splat(-Infinity);
    for (; offsets < end; offsets += 4) best = f32x4.pmax(best, loadLanes(four, x + load<u32>(offsets)));
    storeLanes(four, y, best);
  } else if (kind == MAX_INT) {
    let best = i32x4.splat(covered > 0 ? i32.MIN_VALUE : 0);
    for (; offsets < end; offsets += 4) best = i32x4.max_s(best, loadLanes(four, x + load<u32>(offsets)));
    storeLanes(four, y, best);
  } else if (kind == AVERAGE || kind == SUM) {
    let sum = f32x4.splat(0);
    for (; offsets < end; offsets += 4) sum = f32x4.add(sum, loadLanes(four, x + load<u32>(offsets)));
    storeLanes(four, y, kind == SUM ? sum : f32x4.div(sum, f32x4.splat(divisor)));
  } else if (kind == AVERAGE_GRADIENT) {
    const signal = f32x4.div(loadLanes(four, y), f32x4.splat(divisor));
    for (; offsets < end; offsets += 4) {
      const at = dx + load<u32>(offsets);
      storeLanes(four, at, f32x4.add(loadLanes(four, at), signal));
    }
  } else {
    let best = f32x4.splat(-Infinity);
    let place = i32x4.splat(-1);
    for (; offsets < end; offsets += 4) {
      const value = loadLanes(four, x + load<u32>(offsets));
      const better = kind == LAST_GRADIENT ? f32x4.ge(value, best) : f32x4.gt(value, best);
      place = v128.bitselect(v128.load32_splat(offsets), place, better);
      best = f32x4.pmax(best, value);
    }
    addTo(dx, i32x4.extract_lane(place, 0), load<f32>(y));
    if (four) {
      addTo(dx + 4, i32x4.extract_lane(place, 1), load<f32>(y, 4));
      addTo(dx + 8, i32x4.extract_lane(place, 2), load<f32>(y, 8));
      addTo(dx + 12, i32x4.extract_lane(place, 3), load<f32>(y, 12));
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(dx: usize, offset: i32, value: f32): void {
  if (offset < 0) return;
  const at = dx + <usize>offset;
  store<f32>(at, load<f32>(at) + value);
}
