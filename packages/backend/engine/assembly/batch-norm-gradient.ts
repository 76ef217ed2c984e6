import { activeSignalSums, signalAt, signalSums } from './batch-norm-sums';
import { BLOCK } from './doubles';
import { foldOf, repeat } from './fold';
import { loadLanes, storeLanes } from './lanes';
import { madd } from './madd';

/**
 * dx = signal a + (x - mean) b + c, for four floats or for one; `stride` lies between mean, the ReLU's factor and start, a, b and c.
 */
// @ts-ignore: decorator
@inline
function inputLanes(four: bool, relu: bool, x: usize, dy: usize, dx: usize, coefficients: usize, stride: usize): void {
  const centred = f32x4.sub(loadLanes(four, x), loadLanes(four, coefficients));
  const factor = relu ? loadLanes(four, coefficients + stride) : centred;
  const start = relu ? loadLanes(four, coefficients + 2 * stride) : centred;
  const signal = signalAt(relu, loadLanes(four, dy), centred, factor, start);
  const slope = loadLanes(four, coefficients + 4 * stride);
  const rest = madd(centred, slope, loadLanes(four, coefficients + 5 * stride));
  storeLanes(four, dx, madd(signal, loadLanes(four, coefficients + 3 * stride), rest));
}

// @ts-ignore: decorator
@inline
function inputRow(relu: bool, x: usize, dy: usize, dx: usize, coefficients: usize, stride: usize, count: i32): void {
  const end = x + (<usize>count << 2);
  for (; x + 64 <= end; x += 64) {
    inputLanes(true, relu, x, dy, dx, coefficients, stride);
    inputLanes(true, relu, x + 16, dy + 16, dx + 16, coefficients + 16, stride);
    inputLanes(true, relu, x + 32, dy + 32, dx + 32, coefficients + 32, stride);
    inputLanes(true, relu, x + 48, dy + 48, dx + 48, coefficients + 48, stride);
    dy += 64;
    dx += 64;
    coefficients += 64;
  }
  for (; x < end; x += 4) {
    inputLanes(false, relu, x, dy, dx, coefficients, stride);
    dy += 4;
    dx += 4;
    coefficients += 4;
  }
}

/** All rows, the last block first: the sums have just read it. */
// @ts-ignore: decorator
@inline
function inputGradient(
  relu: bool,
  x: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  channels: i32,
  coefficients: usize,
): void {
  const fold = foldOf(rows, channels);
  const wide = fold * channels;
  const tall = rows / fold;
  const rowBytes = <usize>wide << 2;
  for (let i = 3; i < 6; i++) repeat(coefficients + <usize>i * rowBytes, channels, wide);
  const done = <usize>tall * rowBytes;
  inputRow(relu, x + done, dy + done, dx + done, coefficients, rowBytes, (rows - tall * fold) * channels);
  for (let block = (tall - 1) & -BLOCK; block >= 0; block -= BLOCK) {
    let at = <usize>block * rowBytes;
    const end = <usize>min(tall, block + BLOCK) * rowBytes;
    for (; at < end; at += rowBytes) inputRow(relu, x + at, dy + at, dx + at, coefficients, rowBytes, wide);
  }
}

/**
 * Gradient of batch normalization in training (Ioffe, Szegedy 2015), of which `normalization` [3, channels] are mean, factor and start
 * as `batchNormStatistics` returns them; where no ReLU followed, only the mean is read. `dMean` and `dVariance` are the signals that come
 * back through the returned moments. `scale` is 0 where absent; `dScale` and `dOffset` are written in any case.
 */
// @ts-ignore: decorator
@inline
function trainingGradient(
  relu: bool,
  x: usize,
  dy: usize,
  rows: i32,
  channels: i32,
  normalization: usize,
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
  const lines: usize = relu ? 3 : 1;
  for (let i: usize = 0; i < lines; i++) {
    memory.copy(coefficients + i * stride, normalization + i * (<usize>channels << 2), <usize>channels << 2);
  }
  if (relu) activeSignalSums(x, dy, rows, channels, coefficients, work);
  else signalSums(x, dy, rows, channels, coefficients, work);
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
    store<f32>(coefficients + 3 * stride + at, <f32>factor);
    store<f32>(coefficients + 4 * stride + at, <f32>(slope * share));
    store<f32>(coefficients + 5 * stride + at, <f32>((<f64>load<f32>(dMean + at) - factor * sum) * share));
  }
  inputGradient(relu, x, dy, dx, rows, channels, coefficients);
}

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
  trainingGradient(
    false, x, dy, rows, channels, mean, variance, scale, dMean, dVariance, epsilon, dx, dScale, dOffset, work,
  );
}

/** The same where a ReLU followed: dy is the signal behind it, and `coefficients` [3, channels] those of the normalization. */
export function batchNormReluGradient(
  x: usize,
  dy: usize,
  rows: i32,
  channels: i32,
  coefficients: usize,
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
  trainingGradient(
    true, x, dy, rows, channels, coefficients, variance, scale, dMean, dVariance, epsilon, dx, dScale, dOffset, work,
  );
}
