import { type ReceptiveField, receptiveField } from '@gradlab/models';
import { abs, grad, ones, slice, sum, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';

/** Pixels of a side of the images that the stacks look at. */
export const SIDE = 64;

/** What stacks are made of. Their weights are positive and nothing bends, so that no gradient cancels or vanishes on its way. */
const WINDOWS = {
  conv: { kernel: 3, stride: 1 },
  strided: { kernel: 3, stride: 2 },
  pool: { kernel: 2, stride: 2 },
} as const;
export type Window = keyof typeof WINDOWS;

export const STACKS: Readonly<Record<string, readonly Window[]>> = {
  '3 × 3': ['conv', 'conv', 'conv', 'conv', 'conv', 'conv'],
  '3 × 3, pooled after every second': ['conv', 'conv', 'pool', 'conv', 'conv', 'pool'],
  '3 × 3 with stride 2': ['strided', 'strided', 'strided', 'strided'],
};

/** One model per depth: the stack up to its first window, its second, and so on. */
export function stackModels(windows: readonly Window[]): readonly LayersModel[] {
  const image = input({ shape: [SIDE, SIDE, 1] });
  let last: SymbolicTensor = image;
  return windows.map((window) => {
    const { kernel, stride } = WINDOWS[window];
    const layer =
      window === 'pool'
        ? layers.averagePooling2d({ poolSize: kernel })
        : layers.conv2d({
            filters: 1,
            kernelSize: kernel,
            strides: stride,
            useBias: false,
            kernelInitializer: 'ones',
          });
    last = layer.apply(last) as SymbolicTensor;
    return modelOf({ inputs: image, outputs: last });
  });
}

export interface MeasuredField {
  readonly closed: ReceptiveField;
  /** Rows and columns in which the gradient is not 0. */
  readonly size: readonly [number, number];
  /** First of them. */
  readonly from: readonly [number, number];
  /** Where the closed form has the first, for the same place. */
  readonly expectedFrom: readonly [number, number];
  /** Size of the gradient at each pixel, SIDE * SIDE numbers. */
  readonly gradient: Float32Array;
}

/** The gradient of the place in the middle of a model's output with respect to the image, and where it is not 0. */
export function measureField(model: LayersModel): MeasuredField {
  const [, height, width] = (model.outputs as [SymbolicTensor])[0].shape as [null, number, number];
  const place = [Math.floor(height / 2), Math.floor(width / 2)] as const;
  const middle = (image: Tensor) =>
    sum(slice(model.apply(image) as Tensor4D, [0, ...place, 0], [1, 1, 1, -1]));
  const gradient = tidy(() => abs(grad(middle)(ones([1, SIDE, SIDE, 1]))).dataSync() as Float32Array);
  const seen = [...gradient.keys()].filter((pixel) => (gradient[pixel] as number) > 0);
  const spans = [seen.map((pixel) => Math.floor(pixel / SIDE)), seen.map((pixel) => pixel % SIDE)].map(
    (lines) => {
      const from = Math.min(...lines);
      return { from, size: Math.max(...lines) - from + 1 };
    },
  );
  const closed = receptiveField(model, model.layers.at(-1)?.name ?? '');
  const pair = (of: (axis: 0 | 1) => number) => [of(0), of(1)] as const;
  return {
    closed,
    size: pair((axis) => spans[axis]?.size ?? 0),
    from: pair((axis) => spans[axis]?.from ?? 0),
    expectedFrom: pair((axis) => closed.start[axis] + place[axis] * closed.stride[axis]),
    gradient,
  };
}
