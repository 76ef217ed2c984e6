import { Conv2DBackpropFilter, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvGradientAttrs, convInfo } from './conv-info.ts';
import { type ConvPlan, forwardPlan } from './conv-plan.ts';
import { roundUp, table } from './convolve.ts';
import { defer } from './deferred.ts';
import { address, bytes, type Engine, scratch } from './engine.ts';
import { allFloat, fallBack, type MakeKernel } from './kernel.ts';
import { PER_MILLISECOND, parallel, partialSums, scratchEach } from './parallel.ts';
import { checkSignal, withSignal } from './signal.ts';
import { imageBytes, paddedImages, splitImages } from './split-images.ts';
import { fitsWinograd, winogradFilterGradient } from './winograd.ts';

export interface FilterGradientExports {
  filterGradient(
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
    outHeight: number,
    outWidth: number,
    strideHeight: number,
    strideWidth: number,
    runs: number,
    runTable: number,
    runLength: number,
    dy: number,
    outputs: number,
    dw: number,
    packed: number,
  ): void;
}

type Attrs = ConvGradientAttrs & { readonly filterShape: readonly number[] };

/** The engine sums this many pixels at a time. */
const CHUNK = 112;

/** Copies the filled part of each row. */
function compact(engine: Engine, from: number, to: number, rows: number, columns: number): void {
  const memory = bytes(engine);
  const step = 4 * roundUp(columns);
  for (let row = 0; row < rows; row++) {
    memory.copyWithin(to + row * 4 * columns, from + row * step, from + row * step + 4 * columns);
  }
}

function computeDirectly(
  engine: Engine,
  plan: ConvPlan,
  x: TensorInfo,
  dy: TensorInfo,
  strides: readonly [number, number],
  dw: TensorInfo,
): void {
  const [images, outHeight, outWidth, outputs] = dy.shape as [number, number, number, number];
  const columns = roundUp(outputs);
  const rows = plan.taps.length * plan.channels;
  const parts = splitImages(engine, plan, images, outputs, PER_MILLISECOND.direct);
  const padded = paddedImages(engine, plan, parts);
  const packed = scratchEach(engine, 'conv.signal', 4 * (CHUNK + outWidth) * columns, parts);
  const runTable = table(engine, 'conv.runs', plan.runs);
  const [from, signal, target] = [x, dy, dw].map((info) => address(engine, info)) as [number, number, number];
  const sums = columns === outputs ? target : scratch(engine, 'conv.filterGradient', 4 * rows * columns);
  const gradients = partialSums(engine, sums, rows * columns, parts);
  parallel(engine, 'filterGradient', parts, (part) => [
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
    outHeight,
    outWidth,
    ...strides,
    plan.runs.length,
    runTable,
    plan.runLength,
    signal + 4 * part.first * outHeight * outWidth * outputs,
    outputs,
    gradients.place(part),
    packed(part),
  ]);
  gradients.addUp();
  if (sums !== target) compact(engine, sums, target, rows, outputs);
}

/** Gradient of a convolution with respect to its filter, which the stock wasm backend lacks. */
export const conv2DBackpropFilter: MakeKernel = (engine, stock) => (args) => {
  const { x, dy } = args.inputs as { x: TensorInfo; dy: TensorInfo };
  const { filterShape, ...attrs } = args.attrs as unknown as Attrs;
  if (attrs.dataFormat === 'NCHW') return fallBack(Conv2DBackpropFilter, attrs.dataFormat, stock, args);
  if (!allFloat(x, dy)) return fallBack(Conv2DBackpropFilter, x.dtype, stock, args);
  const info = convInfo(x.shape, filterShape, attrs);
  const plan = forwardPlan(info);
  checkSignal(dy, info);
  return defer(engine, filterShape, [x, dy], (dw) =>
    withSignal(engine, dy, info, (signal) => {
      const fits = fitsWinograd(plan, info.outChannels, info.batchSize);
      if (fits && winogradFilterGradient(engine, plan, x, signal, dw)) return;
      computeDirectly(engine, plan, x, signal, [info.strideHeight, info.strideWidth], dw);
    }),
  );
};
