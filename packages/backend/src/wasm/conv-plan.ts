import type { backend_util } from '@tensorflow/tfjs-core';

const FLOAT = 4;

/** Where the engine finds what it multiplies: a convolution, or the part of its input gradient that has one phase of the stride. */
export interface ConvPlan {
  /** The image that is read, `[height, width, channels]`, and the size to which it is padded with zeros, `top` and `left` of it before. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly top: number;
  readonly left: number;
  readonly paddedHeight: number;
  readonly paddedWidth: number;
  /** The grid of pixels that are written. */
  readonly rows: number;
  readonly columns: number;
  /** Byte offset of the first pixel's first input in the padded image, and the steps from row to row and column to column. */
  readonly x: Grid;
  /** The same for the pixels in the image that is written. */
  readonly y: Grid;
  /** Which filter taps take part, in the order of their inputs in memory. */
  readonly taps: readonly number[];
  /** Byte offsets of the stretches of contiguous inputs, from a pixel's first input on; each has `runLength` floats. */
  readonly runs: readonly number[];
  readonly runLength: number;
}

export interface Grid {
  readonly origin: number;
  readonly row: number;
  readonly column: number;
}

/** Along one axis: the offset of a tap from the first input of its window, and its place in the filter. */
interface Tap {
  readonly offset: number;
  readonly index: number;
}

interface Axis {
  readonly taps: readonly Tap[];
  /** Sizes of the image that is read, with zeros before and in all. */
  readonly size: number;
  readonly before: number;
  readonly padded: number;
  /** First pixel read (padded), step, and how many windows there are. */
  readonly start: number;
  readonly step: number;
  readonly count: number;
  /** First pixel written and step. */
  readonly target: number;
  readonly targetStep: number;
}

function forwardAxis(
  size: number,
  before: number,
  kernel: number,
  stride: number,
  dilation: number,
  count: number,
): Axis {
  const taps = Array.from({ length: kernel }, (_, index) => ({ offset: index * dilation, index }));
  const needed = (count - 1) * stride + (kernel - 1) * dilation + 1;
  const padded = Math.max(needed, before + size);
  return { taps, size, before, padded, start: 0, step: stride, count, target: 0, targetStep: 1 };
}

/**
 * Input gradient along one axis: input u (counted from the padding) met output (u - index dilation) / stride through tap
 * `index`, where that divides. So inputs of one phase u mod stride meet the same taps, at neighbouring outputs.
 */
function gradientAxes(
  size: number,
  before: number,
  kernel: number,
  stride: number,
  dilation: number,
  signal: number,
): Axis[] {
  return Array.from({ length: stride }, (_, phase) => {
    const taps = Array.from({ length: kernel }, (_, index) => ({
      index,
      offset: (phase - index * dilation) / stride,
    }))
      .filter(({ offset }) => Number.isInteger(offset))
      .sort((a, b) => a.offset - b.offset);
    const lowest = taps[0]?.offset ?? 0;
    const highest = taps.at(-1)?.offset ?? 0;
    // u = phase + stride q; the first q whose pixel lies in the image, and how many follow.
    const first = Math.max(0, Math.ceil((before - phase) / stride));
    const target = phase + stride * first - before;
    const count = Math.max(0, Math.ceil((size - target) / stride));
    const zeros = Math.max(0, -(first + lowest));
    const padded = Math.max(zeros + signal, zeros + first + count - 1 + highest + 1);
    return {
      taps: taps.map((tap) => ({ ...tap, offset: tap.offset - lowest })),
      size: signal,
      before: zeros,
      padded,
      start: first + lowest + zeros,
      step: 1,
      count,
      target,
      targetStep: stride,
    };
  });
}

const consecutive = (taps: readonly Tap[]) => taps.every(({ offset }, i) => offset === i);

function plan(
  vertical: Axis,
  horizontal: Axis,
  filterWidth: number,
  channels: number,
  outputs: number,
  outWidth: number,
): ConvPlan {
  const pixel = channels * FLOAT;
  const row = horizontal.padded * pixel;
  const merged = consecutive(horizontal.taps);
  const columns = merged ? horizontal.taps.slice(0, 1) : horizontal.taps;
  return {
    height: vertical.size,
    width: horizontal.size,
    channels,
    top: vertical.before,
    left: horizontal.before,
    paddedHeight: vertical.padded,
    paddedWidth: horizontal.padded,
    rows: vertical.count,
    columns: horizontal.count,
    x: {
      origin: vertical.start * row + horizontal.start * pixel,
      row: vertical.step * row,
      column: horizontal.step * pixel,
    },
    y: {
      origin: (vertical.target * outWidth + horizontal.target) * outputs * FLOAT,
      row: vertical.targetStep * outWidth * outputs * FLOAT,
      column: horizontal.targetStep * outputs * FLOAT,
    },
    taps: vertical.taps.flatMap((v) => horizontal.taps.map((h) => v.index * filterWidth + h.index)),
    runs: vertical.taps.flatMap((v) => columns.map((h) => v.offset * row + h.offset * pixel)),
    runLength: (merged ? horizontal.taps.length : 1) * channels,
  };
}

/** The convolution itself. */
export function forwardPlan(info: backend_util.Conv2DInfo): ConvPlan {
  const { padInfo } = info;
  const vertical = forwardAxis(
    info.inHeight,
    padInfo.top,
    info.filterHeight,
    info.strideHeight,
    info.dilationHeight,
    info.outHeight,
  );
  const horizontal = forwardAxis(
    info.inWidth,
    padInfo.left,
    info.filterWidth,
    info.strideWidth,
    info.dilationWidth,
    info.outWidth,
  );
  return plan(vertical, horizontal, info.filterWidth, info.inChannels, info.outChannels, info.outWidth);
}

/** Its gradient with respect to the input, one convolution of the signal per phase of the strides. */
export function inputGradientPlans(info: backend_util.Conv2DInfo): ConvPlan[] {
  const { padInfo } = info;
  const vertical = gradientAxes(
    info.inHeight,
    padInfo.top,
    info.filterHeight,
    info.strideHeight,
    info.dilationHeight,
    info.outHeight,
  );
  const horizontal = gradientAxes(
    info.inWidth,
    padInfo.left,
    info.filterWidth,
    info.strideWidth,
    info.dilationWidth,
    info.outWidth,
  );
  return vertical.flatMap((v) =>
    horizontal.map((h) => plan(v, h, info.filterWidth, info.outChannels, info.inChannels, info.inWidth)),
  );
}
