import { LRN, type LRNAttrs, LRNGrad, type TensorInfo } from '@tensorflow/tfjs-core';
import { address, type Engine, output, scratch } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';

export interface LrnExports {
  /** Bytes of workspace for the two below. */
  lrnWorkspace(channels: number, radius: number): number;
  /** `quarters`: 4 beta. */
  lrn(
    x: number,
    y: number,
    pixels: number,
    channels: number,
    radius: number,
    bias: number,
    alpha: number,
    quarters: number,
    work: number,
  ): void;
  lrnGradient(
    x: number,
    y: number,
    dy: number,
    dx: number,
    pixels: number,
    channels: number,
    radius: number,
    bias: number,
    alpha: number,
    quarters: number,
    work: number,
  ): void;
}

/** What the module takes between the addresses of the tensors and the workspace. */
function settings(shape: readonly number[], { depthRadius, bias, alpha, beta }: LRNAttrs) {
  const channels = shape.at(-1) as number;
  const pixels = sizeOf(shape.slice(0, -1));
  // Wider windows see no more channels.
  const radius = Math.min(depthRadius, channels);
  return [pixels, channels, radius, bias, alpha, 4 * beta] as const;
}

const workspace = (engine: Engine, [, channels, radius]: ReturnType<typeof settings>) =>
  scratch(engine, 'lrn', engine.wasm.lrnWorkspace(channels, radius));

/** Powers that are made of square roots: the default 1/2, AlexNet's 3/4, and 1. */
const hasRoots = (beta: number) => [0.5, 0.75, 1].includes(beta);

/** Local response normalization (Krizhevsky et al. 2012). */
export const lrn: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  const attrs = args.attrs as unknown as LRNAttrs;
  if (!allFloat(x) || !hasRoots(attrs.beta)) {
    return fallBack(LRN, `${x.dtype}, beta ${attrs.beta}`, stock, args);
  }
  const y = output(engine, x.shape);
  const given = settings(x.shape, attrs);
  engine.wasm.lrn(address(engine, x), address(engine, y), ...given, workspace(engine, given));
  return y;
};

export const lrnGrad: MakeKernel = (engine, stock) => (args) => {
  const { x, y, dy } = args.inputs as { x: TensorInfo; y: TensorInfo; dy: TensorInfo };
  const attrs = args.attrs as unknown as LRNAttrs;
  if (!allFloat(x, y, dy) || !hasRoots(attrs.beta)) {
    return fallBack(LRNGrad, `${x.dtype}, beta ${attrs.beta}`, stock, args);
  }
  const dx = output(engine, x.shape);
  const given = settings(x.shape, attrs);
  const places = [x, y, dy, dx].map((info) => address(engine, info));
  const work = workspace(engine, given);
  engine.wasm.lrnGradient(...(places as [number, number, number, number]), ...given, work);
  return dx;
};
