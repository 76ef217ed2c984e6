import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvPlan, forwardPlan } from './conv-plan.ts';
import { table } from './convolve.ts';
import { address, type Engine, scratch } from './engine.ts';
import { sizeOf } from './kernel.ts';
import { type Part, PER_MILLISECOND, parallel, partialSums } from './parallel.ts';
import { imageBytes, paddedImages, splitImages } from './split-images.ts';

export interface DepthwiseExports {
  depthwise(
    x: number,
    images: number,
    height: number,
    width: number,
    channels: number,
    top: number,
    left: number,
    paddedHeight: number,
    paddedWidth: number,
    padded: number,
    rows: number,
    columns: number,
    xOrigin: number,
    xRow: number,
    xStep: number,
    taps: number,
    count: number,
    filter: number,
    bias: number,
    relu: boolean,
    y: number,
    yImage: number,
    yOrigin: number,
    yRow: number,
    yStep: number,
  ): void;
  depthwiseFilterGradient(
    x: number,
    images: number,
    height: number,
    width: number,
    channels: number,
    top: number,
    left: number,
    paddedHeight: number,
    paddedWidth: number,
    padded: number,
    rows: number,
    columns: number,
    xRow: number,
    xStep: number,
    taps: number,
    count: number,
    dy: number,
    dw: number,
  ): void;
  /** `[pixels, channels]` with each channel `times` times in a row. */
  repeatChannels(x: number, count: number, times: number, out: number): void;
  /** Its adjoint: sums of `times` neighbours. */
  sumChannels(x: number, count: number, times: number, out: number): void;
}

/** The same convolution with one filter per channel: where a channel has several, it counts as that many equal channels. */
export function perOutput(info: backend_util.Conv2DInfo): backend_util.Conv2DInfo {
  return { ...info, inChannels: info.outChannels };
}

export const multiplier = (info: backend_util.Conv2DInfo) => info.outChannels / info.inChannels;

/** Address of x with its channels repeated as often as each has filters. */
export function repeated(engine: Engine, x: TensorInfo, times: number): number {
  const from = address(engine, x);
  if (times === 1) return from;
  const count = sizeOf(x.shape);
  const place = scratch(engine, 'depthwise.repeated', 4 * count * times);
  engine.wasm.repeatChannels(from, count, times, place);
  return place;
}

/** Byte offsets of the inputs of all taps; a plan's runs join neighbouring ones. */
function tapOffsets({ runs, runLength, channels }: ConvPlan): number[] {
  return runs.flatMap((run) =>
    Array.from({ length: runLength / channels }, (_, i) => run + 4 * i * channels),
  );
}

export interface Depthwise {
  readonly x: number;
  readonly images: number;
  readonly filter: number;
  readonly bias: number;
  readonly relu: boolean;
  readonly y: number;
  /** Floats of one image of y. */
  readonly imageSize: number;
}

/** The images of a depthwise convolution in parts. */
function splitDepthwise(engine: Engine, plan: ConvPlan, images: number): readonly Part[] {
  // Every output has a filter of its own, of one channel.
  return splitImages(engine, plan, images, 1, PER_MILLISECOND.depthwise);
}

/** Runs one plan (of `perOutput`): writes the pixels of its grid in y. */
export function depthwise(engine: Engine, plan: ConvPlan, { imageSize, ...job }: Depthwise): void {
  const { channels } = plan;
  const pairs = tapOffsets(plan).flatMap((offset, i) => [offset, 4 * channels * (plan.taps[i] as number)]);
  const parts = splitDepthwise(engine, plan, job.images);
  const padded = paddedImages(engine, plan, parts);
  const taps = table(engine, 'depthwise.taps', pairs);
  parallel(engine, 'depthwise', parts, (part) => [
    job.x + part.first * imageBytes(plan),
    part.count,
    plan.height,
    plan.width,
    channels,
    plan.top,
    plan.left,
    plan.paddedHeight,
    plan.paddedWidth,
    padded(part),
    plan.rows,
    plan.columns,
    plan.x.origin,
    plan.x.row,
    plan.x.column,
    taps,
    plan.taps.length,
    job.filter,
    job.bias,
    job.relu,
    job.y + 4 * part.first * imageSize,
    4 * imageSize,
    plan.y.origin,
    plan.y.row,
    plan.y.column,
  ]);
}

/** Gradient with respect to the filter, `[taps, outChannels]`, at `dw`. */
export function depthwiseFilterGradient(
  engine: Engine,
  info: backend_util.Conv2DInfo,
  x: TensorInfo,
  dy: TensorInfo,
  dw: TensorInfo,
): void {
  const plan = forwardPlan(perOutput(info));
  const signal = address(engine, dy);
  const parts = splitDepthwise(engine, plan, info.batchSize);
  const padded = paddedImages(engine, plan, parts);
  const from = repeated(engine, x, multiplier(info));
  const taps = table(engine, 'depthwise.taps', tapOffsets(plan));
  const gradients = partialSums(engine, address(engine, dw), plan.taps.length * plan.channels, parts);
  parallel(engine, 'depthwiseFilterGradient', parts, (part) => [
    from + part.first * imageBytes(plan),
    part.count,
    plan.height,
    plan.width,
    plan.channels,
    plan.top,
    plan.left,
    plan.paddedHeight,
    plan.paddedWidth,
    padded(part),
    plan.rows,
    plan.columns,
    plan.x.row,
    plan.x.column,
    taps,
    plan.taps.length,
    signal + 4 * part.first * plan.rows * plan.columns * plan.channels,
    gradients.place(part),
  ]);
  gradients.addUp();
}
