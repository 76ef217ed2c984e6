import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { ConvPlan, Grid } from './conv-plan.ts';
import { address, bytes, type Engine, scratch, words } from './engine.ts';
import { PER_MILLISECOND, parallel, scratchEach } from './parallel.ts';
import { imageBytes, paddedImages, splitImages } from './split-images.ts';

export interface ConvolutionExports {
  packFilter(filter: number, taps: number, count: number, inner: number, outer: number, out: number): void;
  packFilterTransposed(
    filter: number,
    taps: number,
    count: number,
    inner: number,
    outer: number,
    out: number,
  ): void;
  gridOffsets(
    table: number,
    rows: number,
    columns: number,
    origin: number,
    rowBytes: number,
    columnBytes: number,
  ): void;
  convolve(
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
    pixels: number,
    xTable: number,
    runs: number,
    runTable: number,
    runBytes: number,
    panels: number,
    bias: number,
    relu: boolean,
    y: number,
    yImage: number,
    yTable: number,
    outputs: number,
    tile: number,
    tileTable: number,
  ): void;
  panelRows(panel: number, depth: number, outputs: number, out: number): void;
  /** The same for few outputs; `rows` in the place of `panels`. */
  convolveFew(
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
    pixels: number,
    xTable: number,
    runs: number,
    runTable: number,
    runBytes: number,
    rows: number,
    bias: number,
    relu: boolean,
    y: number,
    yImage: number,
    yTable: number,
    outputs: number,
    tile: number,
    tileTable: number,
  ): void;
}

/** No tile is higher. */
const TILE_ROWS = 8;
const PANEL = 8;

export const roundUp = (size: number) => Math.ceil(size / PANEL) * PANEL;

/** Writes a table of 32-bit words to scratch memory. */
export function table(engine: Engine, name: string, values: readonly number[]): number {
  const place = scratch(engine, name, 4 * values.length);
  words(engine).set(values, place / 4);
  return place;
}

function gridTable(engine: Engine, name: string, { rows, columns }: ConvPlan, grid: Grid): number {
  const place = scratch(engine, name, 4 * (rows * columns + TILE_ROWS));
  engine.wasm.gridOffsets(place, rows, columns, grid.origin, grid.row, grid.column);
  return place;
}

/** A bias per output, filled up with zeros to whole panels; all zeros without one. */
export function biasPanels(
  engine: Engine,
  name: string,
  bias: TensorInfo | undefined,
  outputs: number,
): number {
  const place = scratch(engine, name, 4 * roundUp(outputs));
  const memory = bytes(engine);
  memory.fill(0, place, place + 4 * roundUp(outputs));
  if (bias) {
    const from = address(engine, bias);
    memory.copyWithin(place, from, from + 4 * outputs);
  }
  return place;
}

export interface Convolution {
  /** `[N, height, width, channels]` of the plan. */
  readonly x: TensorInfo;
  /** `[taps, inner, outer]`; transposed, its inner channels are the outputs. */
  readonly filter: TensorInfo;
  readonly transposed: boolean;
  /** Address of `outputs` floats, or undefined for none. */
  readonly bias?: TensorInfo | undefined;
  readonly relu?: boolean;
  readonly y: TensorInfo;
  /** Added to the result; it has the shape of y. */
  readonly other?: TensorInfo | undefined;
  readonly images: number;
  /** Channels of y, and its floats per image. */
  readonly outputs: number;
  readonly imageSize: number;
}

/** The filter's taps in the order of the plan, in panels of 8 outputs. */
export function packedFilter(engine: Engine, { taps, channels }: ConvPlan, convolution: Convolution): number {
  const { filter, transposed, outputs } = convolution;
  const tapTable = table(engine, 'conv.taps', taps);
  const panels = scratch(engine, 'conv.panels', 4 * roundUp(outputs) * taps.length * channels);
  const pack = transposed ? engine.wasm.packFilterTransposed : engine.wasm.packFilter;
  const [inner, outer] = transposed ? [outputs, channels] : [channels, outputs];
  pack(address(engine, filter), tapTable, taps.length, inner, outer, panels);
  return panels;
}

/** Up to this many outputs, vectors along the inputs waste less than panels of 8 outputs. */
const FEW = 4;

/** The filter as `convolveFew` takes it: a row for each output. */
function filterRows(engine: Engine, plan: ConvPlan, convolution: Convolution): number {
  const depth = plan.taps.length * plan.channels;
  const panel = packedFilter(engine, plan, convolution);
  const rows = scratch(engine, 'conv.rows', 4 * depth * convolution.outputs);
  engine.wasm.panelRows(panel, depth, convolution.outputs, rows);
  return rows;
}

/** Runs one plan directly: writes the pixels of its grid in y. */
export function convolveDirectly(engine: Engine, plan: ConvPlan, convolution: Convolution): void {
  const { x, bias, relu = false, y, images, outputs, imageSize } = convolution;
  const { runs, runLength, channels } = plan;
  const few = outputs <= FEW && runLength % 4 === 0;
  const weights = (few ? filterRows : packedFilter)(engine, plan, convolution);
  const tileTable = table(
    engine,
    'conv.tileTable',
    Array.from({ length: TILE_ROWS }, (_, i) => i * 4 * PANEL),
  );
  const parts = splitImages(engine, plan, images, outputs, PER_MILLISECOND.direct);
  const padded = paddedImages(engine, plan, parts);
  const xTable = gridTable(engine, 'conv.x', plan, plan.x);
  const runTable = table(engine, 'conv.runs', runs);
  const biases = biasPanels(engine, 'conv.bias', bias, outputs);
  const yTable = gridTable(engine, 'conv.y', plan, plan.y);
  const tile = scratchEach(engine, 'conv.tile', 4 * PANEL * TILE_ROWS, parts);
  const [from, to] = [address(engine, x), address(engine, y)];
  parallel(engine, few ? 'convolveFew' : 'convolve', parts, (part) => [
    from + part.first * imageBytes(plan),
    part.count,
    plan.height,
    plan.width,
    channels,
    plan.top,
    plan.left,
    plan.paddedHeight,
    plan.paddedWidth,
    padded(part),
    plan.rows * plan.columns,
    xTable,
    runs.length,
    runTable,
    4 * runLength,
    weights,
    biases,
    relu,
    to + 4 * part.first * imageSize,
    4 * imageSize,
    yTable,
    outputs,
    tile(part),
    tileTable,
  ]);
}
