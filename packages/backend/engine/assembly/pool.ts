import {
  AVERAGE,
  AVERAGE_GRADIENT,
  FIRST_GRADIENT,
  isArgmax,
  isGradient,
  LAST_GRADIENT,
  MAX,
  MAX_INT,
  poolEight,
  poolLanes,
  SUM,
} from './pool-lanes';
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
          if (!isArgmax(kind) && kind != MAX_INT) {
            for (; c + 8 <= channels; c += 8) {
              poolEight(kind, x + corner, y, dx + corner, offsets, covered, <f32>divisor, c << 2);
            }
          }
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
