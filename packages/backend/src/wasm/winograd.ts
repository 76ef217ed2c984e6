import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { ConvPlan } from './conv-plan.ts';
import { biasPanels, type Convolution, packedFilter, paddedImage, roundUp } from './convolve.ts';
import { address, type Engine, scratch } from './engine.ts';

/** Winograd's F(4x4, 3x3); see engine/assembly/winograd.ts. The last two results: whether all numbers are finite. */
export interface WinogradExports {
  transformFilter(panels: number, depth: number, count: number, out: number, work: number): void;
  winogradConvolve(
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
    spectrum: number,
    bias: number,
    relu: boolean,
    y: number,
    outHeight: number,
    outWidth: number,
    outputs: number,
    input: number,
    product: number,
    work: number,
  ): number;
  winogradFilterGradient(
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
    dy: number,
    outHeight: number,
    outWidth: number,
    outputs: number,
    dw: number,
    input: number,
    signal: number,
    sums: number,
    work: number,
  ): number;
}

/** The engine transforms this many tiles of 4 x 4 outputs at a time, each at 6 x 6 places. */
const TILES = 40;
const SIDE = 4;
const PLACES = 36;
/** Bytes for a tile that is half transformed. */
const WORK = 672;

/** Tiles cover the output and more; beyond this much more, the direct convolution is faster. */
const MAX_WASTE = 2.2;

/** Below this many channels the transforms cost more than the products they save. */
const MIN_CHANNELS = 8;

const roundTo = (size: number) => SIDE * Math.ceil(size / SIDE);

/** Whether the plan is a 3 x 3 convolution of stride 1 that gains from it. */
export function fitsWinograd(
  { taps, runs, runLength, channels, rows, columns, x, y }: ConvPlan,
  outputs: number,
): boolean {
  const dense = taps.length === 9 && runs.length === 3 && runLength === 3 * channels;
  const unitSteps = x.origin === 0 && x.column === 4 * channels && y.origin === 0 && y.column === 4 * outputs;
  const rowAfterRow = x.row === (runs[1] ?? 0) && y.row === columns * y.column;
  const wide = channels >= MIN_CHANNELS && outputs >= MIN_CHANNELS && channels % 4 === 0 && outputs % 4 === 0;
  const covered = roundTo(rows) * roundTo(columns);
  return dense && unitSteps && rowAfterRow && wide && covered <= MAX_WASTE * rows * columns;
}

/** The plan with its image padded to whole tiles. */
function tiled(plan: ConvPlan): ConvPlan {
  return {
    ...plan,
    paddedHeight: Math.max(plan.paddedHeight, roundTo(plan.rows) + 2),
    paddedWidth: Math.max(plan.paddedWidth, roundTo(plan.columns) + 2),
  };
}

/** Runs the plan; false where a result is not finite, and then only the direct convolution tells which. */
export function winogradConvolve(engine: Engine, plan: ConvPlan, convolution: Convolution): boolean {
  const { x, bias, relu = false, y, images, outputs } = convolution;
  const columns = roundUp(outputs);
  const {
    height,
    width,
    channels,
    top,
    left,
    paddedHeight,
    paddedWidth,
    rows,
    columns: outWidth,
  } = tiled(plan);
  const panels = packedFilter(engine, plan, convolution);
  const spectrum = scratch(engine, 'winograd.filter', 4 * PLACES * channels * columns);
  const work = scratch(engine, 'winograd.work', WORK);
  engine.wasm.transformFilter(panels, channels, columns / 8, spectrum, work);
  const finite = engine.wasm.winogradConvolve(
    address(engine, x),
    images,
    height,
    width,
    channels,
    top,
    left,
    paddedHeight,
    paddedWidth,
    paddedImage(engine, tiled(plan)),
    spectrum,
    biasPanels(engine, 'conv.bias', bias, outputs),
    relu,
    address(engine, y),
    rows,
    outWidth,
    outputs,
    scratch(engine, 'winograd.input', 4 * PLACES * TILES * channels),
    scratch(engine, 'winograd.output', 4 * PLACES * TILES * columns),
    work,
  );
  return finite !== 0;
}

/** The filter gradient of the plan's convolution; false where it is not finite. */
export function winogradFilterGradient(
  engine: Engine,
  plan: ConvPlan,
  x: TensorInfo,
  dy: TensorInfo,
  dw: TensorInfo,
): boolean {
  const [images, outHeight, outWidth, outputs] = dy.shape as [number, number, number, number];
  const columns = roundUp(outputs);
  const { height, width, channels, top, left, paddedHeight, paddedWidth } = tiled(plan);
  const finite = engine.wasm.winogradFilterGradient(
    address(engine, x),
    images,
    height,
    width,
    channels,
    top,
    left,
    paddedHeight,
    paddedWidth,
    paddedImage(engine, tiled(plan)),
    address(engine, dy),
    outHeight,
    outWidth,
    outputs,
    address(engine, dw),
    scratch(engine, 'winograd.input', 4 * PLACES * TILES * channels),
    scratch(engine, 'winograd.output', 4 * PLACES * TILES * columns),
    scratch(engine, 'winograd.sums', 4 * PLACES * channels * columns),
    scratch(engine, 'winograd.work', WORK),
  );
  return finite !== 0;
}
