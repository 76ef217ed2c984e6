import { moments } from './batch-norm-moments';
import { foldOf } from './fold';

/** Bytes of workspace that every function of batch normalization needs: two doubles and six floats for each folded column. */
export function batchNormWorkspace(rows: i32, channels: i32): usize {
  return <usize>(foldOf(rows, channels) * channels) * 40;
}

/**
 * Training: mean and variance of x [rows, channels], and the coefficients [3, channels] of
 * y = (x - mean) / sqrt(variance + epsilon) scale + offset. `scale` and `offset` are 0 where absent.
 */
export function batchNormStatistics(
  x: usize,
  rows: i32,
  channels: i32,
  scale: usize,
  offset: usize,
  epsilon: f64,
  coefficients: usize,
  mean: usize,
  variance: usize,
  work: usize,
): void {
  moments(x, rows, channels, work);
  const squares = <usize>(foldOf(rows, channels) * channels) << 3;
  const stride = <usize>channels << 2;
  for (let c: usize = 0; c < <usize>channels; c++) {
    const exactMean = load<f64>(work + (c << 3));
    const exactVariance = load<f64>(work + squares + (c << 3));
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
}

/** Inference: the coefficients with given mean and variance, each [channels]. */
export function batchNormCoefficients(
  channels: i32,
  mean: usize,
  variance: usize,
  scale: usize,
  offset: usize,
  epsilon: f64,
  coefficients: usize,
): void {
  const stride = <usize>channels << 2;
  for (let c: usize = 0; c < stride; c += 4) {
    const factor = (scale ? <f64>load<f32>(scale + c) : 1) / Math.sqrt(<f64>load<f32>(variance + c) + epsilon);
    store<f32>(coefficients + c, load<f32>(mean + c));
    store<f32>(coefficients + c + stride, <f32>factor);
    store<f32>(coefficients + c + 2 * stride, offset ? load<f32>(offset + c) : 0);
  }
}
