import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { ConvPlan, Grid } from './conv-plan.ts';
import { address, type Engine, scratch, words } from './engine.ts';

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

/** Room for one padded image. */
export function paddedImage(engine: Engine, { paddedHeight, paddedWidth, channels }: ConvPlan): number {
  return scratch(engine, 'conv.padded', 4 * paddedHeight * paddedWidth * channels);
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
  const memory = engine.backend.wasm.HEAPU8;
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

/** Runs one plan directly: writes the pixels of its grid in y. */
export function convolveDirectly(engine: Engine, plan: ConvPlan, convolution: Convolution): void {
  const { x, bias, relu = false, y, images, outputs, imageSize } = convolution;
  const { runs, runLength, channels } = plan;
  const panels = packedFilter(engine, plan, convolution);
  const tileTable = table(
    engine,
    'conv.tileTable',
    Array.from({ length: TILE_ROWS }, (_, i) => i * 4 * PANEL),
  );
  engine.wasm.convolve(
    address(engine, x),
    images,
    plan.height,
    plan.width,
    channels,
    plan.top,
    plan.left,
    plan.paddedHeight,
    plan.paddedWidth,
    paddedImage(engine, plan),
    plan.rows * plan.columns,
    gridTable(engine, 'conv.x', plan, plan.x),
    runs.length,
    table(engine, 'conv.runs', runs),
    4 * runLength,
    panels,
    biasPanels(engine, 'conv.bias', bias, outputs),
    relu,
    address(engine, y),
    4 * imageSize,
    gridTable(engine, 'conv.y', plan, plan.y),
    outputs,
    scratch(engine, 'conv.tile', 4 * PANEL * TILE_ROWS),
    tileTable,
  );
}
