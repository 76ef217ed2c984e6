import { signalSums } from './batch-norm-sums';
import { BLOCK } from './doubles';
import { foldOf, repeat } from './fold';
import { loadLanes, storeLanes } from './lanes';
import { madd } from './madd';

/** dx = dy a + (x - mean) b + c, for four floats or for one; `stride` lies between the coefficients mean, a, b, c. */
// @ts-ignore: decorator
@inline
function inputLanes(four: bool, x: usize, dy: usize, dx: usize, coefficients: usize, stride: usize): void {
  const centred = f32x4.sub(loadLanes(four, x), loadLanes(four, coefficients));
  const slope = loadLanes(four, coefficients + 2 * stride);
  const rest = madd(centred, slope, loadLanes(four, coefficients + 3 * stride));
  storeLanes(four, dx, madd(loadLanes(four, dy), loadLanes(four, coefficients + stride), rest));
}

// @ts-ignore: decorator
@inline
function inputRow(x: usize, dy: usize, dx: usize, coefficients: usize, stride: usize, count: i32): void {
  const end = x + (<usize>count << 2);
  for (; x + 64 <= end; x += 64) {
    inputLanes(true, x, dy, dx, coefficients, stride);
    inputLanes(true, x + 16, dy + 16, dx + 16, coefficients + 16, stride);
    inputLanes(true, x + 32, dy + 32, dx + 32, coefficients + 32, stride);
    inputLanes(true, x + 48, dy + 48, dx + 48, coefficients + 48, stride);
    dy += 64;
    dx += 64;
    coefficients += 64;
  }
  for (; x < end; x += 4) {
    inputLanes(false, x, dy, dx, coefficients, stride);
    dy += 4;
    dx += 4;
    coefficients += 4;
  }
}

/** All rows, the last block first: `signalSums` has just read it. */
function inputGradient(x: usize, dy: usize, dx: usize, rows: i32, channels: i32, coefficients: usize): void {
  const fold = foldOf(rows, channels);
  const wide = fold * channels;
  const tall = rows / fold;
  const rowBytes = <usize>wide << 2;
  for (let i = 1; i < 4; i++) repeat(coefficients + <usize>i * rowBytes, channels, wide);
  const done = <usize>tall * rowBytes;
  inputRow(x + done, dy + done, dx + done, coefficients, rowBytes, (rows - tall * fold) * channels);
  for (let block = (tall - 1) & -BLOCK; block >= 0; block -= BLOCK) {
    let at = <usize>block * rowBytes;
    const end = <usize>min(tall, block + BLOCK) * rowBytes;
    for (; at < end; at += rowBytes) inputRow(x + at, dy + at, dx + at, coefficients, rowBytes, wide);
  }
}

/**
 * Gradient of batch normalization in training (Ioffe, Szegedy 2015). `dMean` and `dVariance` are the signals that come back
 * through the returned moments. `scale` is 0 where absent; `dScale` and `dOffset` are written in any case.
 */
export function batchNormTrainingGradient(
  x: usize,
  dy: usize,
  rows: i32,
  channels: i32,
  mean: usize,
  variance: usize,
  scale: usize,
  dMean: usize,
  dVariance: usize,
  epsilon: f64,
  dx: usize,
  dScale: usize,
  dOffset: usize,
  work: usize,
): void {
  const stride = <usize>(foldOf(rows, channels) * channels) << 2;
  const coefficients = work + 4 * stride;
  memory.copy(coefficients, mean, <usize>channels << 2);
  signalSums(x, dy, rows, channels, coefficients, work);
  const share = 1 / <f64>rows;
  for (let c: usize = 0; c < <usize>channels; c++) {
    const sum = load<f64>(work + (c << 3));
    const at = c << 2;
    const inverse = 1 / Math.sqrt(<f64>load<f32>(variance + at) + epsilon);
    const scaled = load<f64>(work + 2 * stride + (c << 3)) * inverse;
    const factor = scale ? <f64>load<f32>(scale + at) * inverse : inverse;
    const slope = 2 * <f64>load<f32>(dVariance + at) - factor * inverse * scaled;
    store<f32>(dOffset + at, <f32>sum);
    store<f32>(dScale + at, <f32>scaled);
    store<f32>(coefficients + stride + at, <f32>factor);
    store<f32>(coefficients + 2 * stride + at, <f32>(slope * share));
    store<f32>(coefficients + 3 * stride + at, <f32>((<f64>load<f32>(dMean + at) - factor * sum) * share));
  }
  inputGradient(x, dy, dx, rows, channels, coefficients);
}

/** out[c] = the sum of dy (x - mean) over the rows: what inference needs for the gradients of scale and variance. */
export function batchNormProducts(
  x: usize,
  dy: usize,
  rows: i32,
  channels: i32,
  mean: usize,
  out: usize,
  work: usize,
): void {
  const stride = <usize>(foldOf(rows, channels) * channels) << 2;
  memory.copy(work + 4 * stride, mean, <usize>channels << 2);
  signalSums(x, dy, rows, channels, work + 4 * stride, work);
  for (let c: usize = 0; c < <usize>channels; c++) {
    store<f32>(out + (c << 2), <f32>load<f64>(work + 2 * stride + (c << 3)));
  }
}
