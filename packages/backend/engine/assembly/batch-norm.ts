import { BLOCK } from './doubles';
import { foldOf, repeat } from './fold';
import { loadLanes, storeLanes } from './lanes';
import { madd } from './madd';

/** y = (x - mean) factor + start, for four floats or for one; `stride` lies between the three coefficients. */
// @ts-ignore: decorator
@inline
function applyLanes(
  four: bool,
  add: bool,
  relu: bool,
  x: usize,
  other: usize,
  y: usize,
  coefficients: usize,
  stride: usize,
): void {
  const centred = f32x4.sub(loadLanes(four, x), loadLanes(four, coefficients));
  const factor = loadLanes(four, coefficients + stride);
  let value = madd(centred, factor, loadLanes(four, coefficients + 2 * stride));
  if (add) value = f32x4.add(value, loadLanes(four, other));
  if (relu) value = f32x4.max(value, f32x4.splat(0));
  storeLanes(four, y, value);
}

// @ts-ignore: decorator
@inline
function applyRow(
  add: bool,
  relu: bool,
  x: usize,
  other: usize,
  y: usize,
  coefficients: usize,
  stride: usize,
  count: i32,
): void {
  const end = x + (<usize>count << 2);
  for (; x + 64 <= end; x += 64) {
    applyLanes(true, add, relu, x, other, y, coefficients, stride);
    applyLanes(true, add, relu, x + 16, other + 16, y + 16, coefficients + 16, stride);
    applyLanes(true, add, relu, x + 32, other + 32, y + 32, coefficients + 32, stride);
    applyLanes(true, add, relu, x + 48, other + 48, y + 48, coefficients + 48, stride);
    other += 64;
    y += 64;
    coefficients += 64;
  }
  for (; x < end; x += 4) {
    applyLanes(false, add, relu, x, other, y, coefficients, stride);
    other += 4;
    y += 4;
    coefficients += 4;
  }
}

/** Continues the coefficients over a folded row. */
function spread(from: usize, channels: i32, wide: i32, to: usize): void {
  for (let i: usize = 0; i < 3; i++) {
    memory.copy(to, from + i * (<usize>channels << 2), <usize>channels << 2);
    repeat(to, channels, wide);
    to += <usize>wide << 2;
  }
}

/**
 * All rows, with coefficients for one folded row in `work`. From the last block to the first, because the statistics were gathered
 * from the first to the last: what they read last is still in the cache.
 */
// @ts-ignore: decorator
@inline
function apply(
  add: bool,
  relu: bool,
  x: usize,
  other: usize,
  rows: i32,
  channels: i32,
  coefficients: usize,
  y: usize,
  work: usize,
): void {
  const fold = foldOf(rows, channels);
  const wide = fold * channels;
  const tall = rows / fold;
  const rowBytes = <usize>wide << 2;
  spread(coefficients, channels, wide, work);
  const done = <usize>tall * rowBytes;
  applyRow(add, relu, x + done, other + done, y + done, work, rowBytes, (rows - tall * fold) * channels);
  for (let block = (tall - 1) & -BLOCK; block >= 0; block -= BLOCK) {
    let at = <usize>block * rowBytes;
    const end = <usize>min(tall, block + BLOCK) * rowBytes;
    for (; at < end; at += rowBytes) applyRow(add, relu, x + at, other + at, y + at, work, rowBytes, wide);
  }
}

/** y = (x - mean) factor + start with `coefficients` [3, channels], for x [rows, channels]. */
export function batchNormApply(x: usize, rows: i32, channels: i32, coefficients: usize, y: usize, work: usize): void {
  apply(false, false, x, 0, rows, channels, coefficients, y, work);
}

/** max(that, 0). */
export function batchNormRelu(x: usize, rows: i32, channels: i32, coefficients: usize, y: usize, work: usize): void {
  apply(false, true, x, 0, rows, channels, coefficients, y, work);
}

/** That plus `other`, which has the shape of x. */
export function batchNormAdd(
  x: usize,
  other: usize,
  rows: i32,
  channels: i32,
  coefficients: usize,
  y: usize,
  work: usize,
): void {
  apply(true, false, x, other, rows, channels, coefficients, y, work);
}

/** max(that plus other, 0). */
export function batchNormAddRelu(
  x: usize,
  other: usize,
  rows: i32,
  channels: i32,
  coefficients: usize,
  y: usize,
  work: usize,
): void {
  apply(true, true, x, other, rows, channels, coefficients, y, work);
}
