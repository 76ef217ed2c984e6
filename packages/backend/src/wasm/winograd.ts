import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { ConvPlan } from './conv-plan.ts';
import { biasPanels, type Convolution, packedFilter, roundUp } from './convolve.ts';
import { address, addressOr0, type Engine, scratch } from './engine.ts';
import { type Part, PER_MILLISECOND, parallel, partialSums, scratchEach } from './parallel.ts';
import { imageBytes, splitImages } from './split-images.ts';

/** Winograd's F(4x4, 3x3) and F(4x4, 5x5); see engine/assembly/winograd.ts. The last two tell whether all results are finite. */
export interface WinogradExports {
  transformFilter(
    panels: number,
    taps: number,
    depth: number,
    count: number,
    out: number,
    work: number,
  ): void;
  winogradConvolve(
    x: number,
    images: number,
    height: number,
    width: number,
    channels: number,
    top: number,
    left: number,
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
    taps: number,
    other: number,
  ): number;
  winogradFilterGradient(
    x: number,
    images: number,
    height: number,
    width: number,
    channels: number,
    top: number,
    left: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    outputs: number,
    dw: number,
    input: number,
    signal: number,
    sums: number,
    work: number,
    taps: number,
  ): number;
}

/** The engine transforms this many tiles at a time, each of 4 x 4 pixels of the output. */
const TILES = 40;
const SIDE = 4;

/** Bytes for a tile that is half transformed, the addresses of its rows, and a row of zeros. */
const workBytes = (channels: number) => 1056 + 32 * channels;

/** Bytes of the transformed tiles, with a cache line after each place. */
const transformed = (places: number, channels: number) => 4 * places * (TILES * channels + 16);

/** Tiles cover the output and more; beyond this much more, the direct convolution is faster. */
const MAX_WASTE: Readonly<Record<number, number>> = { 3: 2.2, 5: 3 };

/** Fewer tiles do not repay the filter's transform. */
const MIN_TILES = 8;

/** Below this many channels the transforms cost more than the products they save. */
const MIN_CHANNELS = 8;

/** The filter's side, 3 or 5. */
const tapsAcross = (plan: ConvPlan) => plan.runs.length;

/** Products of a tile. */
const placesOf = (plan: ConvPlan) => (tapsAcross(plan) + SIDE - 1) ** 2;

/** Whether the plan is a 3 x 3 or 5 x 5 convolution of stride 1 that gains from it. */
export function fitsWinograd(plan: ConvPlan, outputs: number, images: number): boolean {
  const { taps, runs, runLength, channels, rows, columns, x, y } = plan;
  const across = tapsAcross(plan);
  const dense = taps.length === across ** 2 && runLength === across * channels;
  const maxWaste = MAX_WASTE[across];
  if (!dense || maxWaste === undefined) return false;
  const unitSteps = x.origin === 0 && x.column === 4 * channels && y.origin === 0 && y.column === 4 * outputs;
  const rowAfterRow = x.row === (runs[1] ?? 0) && y.row === columns * y.column;
  const wide = channels >= MIN_CHANNELS && outputs >= MIN_CHANNELS && channels % 4 === 0 && outputs % 4 === 0;
  const tiles = Math.ceil(rows / SIDE) * Math.ceil(columns / SIDE);
  if (images * tiles < MIN_TILES) return false;
  return unitSteps && rowAfterRow && wide && SIDE ** 2 * tiles <= maxWaste * rows * columns;
}

/** Runs the plan; false where a result is not finite, and then only the direct convolution tells which. */
export function winogradConvolve(engine: Engine, plan: ConvPlan, convolution: Convolution): boolean {
  const { x, bias, relu = false, y, other, images, outputs, imageSize } = convolution;
  const columns = roundUp(outputs);
  const { height, width, channels, top, left, rows } = plan;
  const places = placesOf(plan);
  const panels = packedFilter(engine, plan, convolution);
  const spectrum = scratch(engine, 'winograd.filter', 4 * places * channels * columns);
  const parts = splitImages(engine, plan, images, outputs, PER_MILLISECOND.winograd);
  const work = scratchEach(engine, 'winograd.work', workBytes(channels), parts);
  engine.wasm.transformFilter(
    panels,
    tapsAcross(plan),
    channels,
    columns / 8,
    spectrum,
    work(parts[0] as Part),
  );
  const biases = biasPanels(engine, 'conv.bias', bias, outputs);
  const input = scratchEach(engine, 'winograd.input', transformed(places, channels), parts);
  const product = scratchEach(engine, 'winograd.output', transformed(places, columns), parts);
  const [from, to, more] = [address(engine, x), address(engine, y), addressOr0(engine, other)];
  const finite = parallel(engine, 'winogradConvolve', parts, (part) => [
    from + part.first * imageBytes(plan),
    part.count,
    height,
    width,
    channels,
    top,
    left,
    spectrum,
    biases,
    relu,
    to + 4 * part.first * imageSize,
    rows,
    plan.columns,
    outputs,
    input(part),
    product(part),
    work(part),
    tapsAcross(plan),
    more && more + 4 * part.first * imageSize,
  ]);
  return finite.every((yes) => yes !== 0);
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
  const { height, width, channels, top, left } = plan;
  const places = placesOf(plan);
  const parts = splitImages(engine, plan, images, outputs, PER_MILLISECOND.winograd);
  const input = scratchEach(engine, 'winograd.input', transformed(places, channels), parts);
  const signal = scratchEach(engine, 'winograd.output', transformed(places, columns), parts);
  const sums = scratchEach(engine, 'winograd.sums', 4 * places * channels * columns, parts);
  const work = scratchEach(engine, 'winograd.work', workBytes(channels), parts);
  const [from, signalFrom] = [address(engine, x), address(engine, dy)];
  const gradients = partialSums(engine, address(engine, dw), plan.taps.length * channels * outputs, parts);
  const finite = parallel(engine, 'winogradFilterGradient', parts, (part) => [
    from + part.first * imageBytes(plan),
    part.count,
    height,
    width,
    channels,
    top,
    left,
    signalFrom + 4 * part.first * outHeight * outWidth * outputs,
    outHeight,
    outWidth,
    outputs,
    gradients.place(part),
    input(part),
    signal(part),
    sums(part),
    work(part),
    tapsAcross(plan),
  ]);
  gradients.addUp();
  return finite.every((yes) => yes !== 0);
}
