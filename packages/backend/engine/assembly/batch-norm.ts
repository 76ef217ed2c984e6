import { moments } from './batch-norm-moments';
import { BLOCK } from './doubles';
import { foldOf, repeat } from './fold';
import { loadLanes, storeLanes } from './lanes';
import { madd } from './madd';

/** Bytes of workspace that every function of batch normalization needs: two doubles and four floats for each folded column. */
export function batchNormWorkspace(rows: i32, channels: i32): usize {
  return <usize>(foldOf(rows, channels) * channels) << 5;
}

/** y = (x - mean) factor + offset, for four floats or for one; `stride` lies between the three coefficients. */
// @ts-ignore: decorator
@inline
function normalizeLanes(four: bool, x: usize, y: usize, coefficients: usize, stride: usize): void {
  const centred = f32x4.sub(loadLanes(four, x), loadLanes(four, coefficients));
  const factor = loadLanes(four, coefficients + stride);
  storeLanes(four, y, madd(centred, factor, loadLanes(four, coefficients + 2 * stride)));
}

// @ts-ignore: decorator
@inline
function normalizeRow(x: usize, y: usize, coefficients: usize, stride: usize, count: i32): void {
  const end = x + (<usize>count << 2);
  for (; x + 64 <= end; x += 64) {
    normalizeLanes(true, x, y, coefficients, stride);
    normalizeLanes(true, x + 16, y + 16, coefficients + 16, stride);
    normalizeLanes(true, x + 32, y + 32, coefficients + 32, stride);
    normalizeLanes(true, x + 48, y + 48, coefficients + 48, stride);
    y += 64;
    coefficients += 64;
  }
  for (; x < end; x += 4) {
    normalizeLanes(false, x, y, coefficients, stride);
    y += 4;
    coefficients += 4;
  }
}

/**
 * Normalizes all rows with coefficients for one folded row. From the last block to the first, because the statistics were
 * gathered from the first to the last: what they read last is still in the cache.
 */
function normalize(x: usize, y: usize, rows: i32, channels: i32, coefficients: usize): void {
  const fold = foldOf(rows, channels);
  const wide = fold * channels;
  const tall = rows / fold;
  const rowBytes = <usize>wide << 2;
  for (let i = 0; i < 3; i++) repeat(coefficients + <usize>i * rowBytes, channels, wide);
  const done = <usize>tall * rowBytes;
  normalizeRow(x + done, y + done, coefficients, rowBytes, (rows - tall * fold) * channels);
  for (let block = (tall - 1) & -BLOCK; block >= 0; block -= BLOCK) {
    let at = <usize>block * rowBytes;
    const end = <usize>min(tall, block + BLOCK) * rowBytes;
    for (; at < end; at += rowBytes) normalizeRow(x + at, y + at, coefficients, rowBytes, wide);
  }
}

/**
 * Training: y = (x - mean) / sqrt(variance + epsilon) scale + offset, with the moments of x [rows, channels], which are returned
 * too. `scale` and `offset` are 0 where absent.
 */
export function batchNormTraining(
  x: usize,
  rows: i32,
  channels: i32,
  scale: usize,
  offset: usize,
  epsilon: f64,
  y: usize,
  mean: usize,
  variance: usize,
  work: usize,
): void {
  moments(x, rows, channels, work);
  const stride = <usize>(foldOf(rows, channels) * channels) << 2;
  const coefficients = work + 4 * stride;
  for (let c: usize = 0; c < <usize>channels; c++) {
    const exactMean = load<f64>(work + (c << 3));
    const exactVariance = load<f64>(work + 2 * stride + (c << 3));
    const rounded = <f32>exactMean;
    const factor = (scale ? <f64>load<f32>(scale + (c << 2)) : 1) / Math.sqrt(exactVariance + epsilon);
    const start = offset ? <f64>load<f32>(offset + (c << 2)) : 0;
    const to = coefficients + (c << 2);
    store<f32>(to, rounded);
    store<f32>(to + stride, <f32>factor);
    // What rounding took from the mean goes into the offset; but not where both are infinite.
    store<f32>(to + 2 * stride, <f32>(isFinite(rounded) ? start + (rounded - exactMean) * factor : start));
    store<f32>(mean + (c << 2), rounded);
    store<f32>(variance + (c << 2), <f32>exactVariance);
  }
  normalize(x, y, rows, channels, coefficients);
}

/** Inference: the same with given mean and variance, each [channels]. */
export function batchNormInference(
  x: usize,
  rows: i32,
  channels: i32,
  mean: usize,
  variance: usize,
  scale: usize,
  offset: usize,
  epsilon: f64,
  y: usize,
  work: usize,
): void {
  const stride = <usize>(foldOf(rows, channels) * channels) << 2;
  for (let c: usize = 0; c < <usize>channels << 2; c += 4) {
    const factor = (scale ? <f64>load<f32>(scale + c) : 1) / Math.sqrt(<f64>load<f32>(variance + c) + epsilon);
    store<f32>(work + c, load<f32>(mean + c));
    store<f32>(work + c + stride, <f32>factor);
    store<f32>(work + c + 2 * stride, offset ? load<f32>(offset + c) : 0);
  }
  normalize(x, y, rows, channels, work);
}
