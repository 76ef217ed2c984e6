import { backend_util, type MaxPool3DAttrs, type MaxPoolAttrs } from '@tensorflow/tfjs-core';
import { type Engine, scratch, words } from './engine.ts';
import { sizeOf } from './kernel.ts';

/** Words of the geometry that the module's pooling functions read. */
const GEOMETRY_WORDS = 18;

export interface Pooling {
  readonly geometry: readonly number[];
  readonly outShape: readonly number[];
  /** Most places that one window covers. */
  readonly places: number;
  /** Windows of 2 x 2 side by side, from the upper left corner of a flat image; a last odd row or column may be left over. */
  readonly halves: boolean;
  /** Every place is a window of its own: TensorFlow.js returns the input. */
  readonly nothing: boolean;
}

type Attrs = Pick<MaxPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;
type Attrs3D = Pick<MaxPool3DAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

/** Size, outputs, filter, stride and padding before the first place of one axis. */
type Axis = readonly [number, number, number, number, number];

/** What the mean of a window outside of the image is divided by: the cpu backend gives NaN for flat images, 0 for deep ones. */
const EMPTY_DIVISOR = { flat: 0, deep: 1 };

function pooling(
  batch: number,
  channels: number,
  axes: readonly [Axis, Axis, Axis],
  emptyDivisor: number,
): Pooling {
  const [depth, ...flat] = axes;
  const halvesOf = ([size, outputs, filter, stride, before]: Axis) =>
    filter === 2 && stride === 2 && before === 0 && outputs === size >> 1;
  const flatOutputs = flat.map(([, outputs]) => outputs);
  const deep = emptyDivisor === EMPTY_DIVISOR.deep;
  return {
    geometry: [batch, channels, ...axes.flat(), emptyDivisor],
    outShape: [batch, ...(deep ? [depth[1]] : []), ...flatOutputs, channels],
    places: sizeOf(axes.map(([size, , filter]) => Math.min(size, filter))),
    halves: !deep && flat.every(halvesOf),
    nothing: !deep && flat.every(([size, outputs, filter]) => filter === 1 && size === outputs),
  };
}

/** Pooling of images `[N, H, W, C]`. */
export function pooling2D(inputShape: readonly number[], attrs: Attrs): Pooling {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = backend_util.computePool2DInfo(
    inputShape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { padInfo } = info;
  return pooling(
    info.batchSize,
    info.inChannels,
    [
      [1, 1, 1, 1, 0],
      [info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, padInfo.top],
      [info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, padInfo.left],
    ],
    EMPTY_DIVISOR.flat,
  );
}

/** Pooling of volumes `[N, D, H, W, C]`. */
export function pooling3D(inputShape: readonly number[], attrs: Attrs3D): Pooling {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = backend_util.computePool3DInfo(
    inputShape as [number, number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { padInfo } = info;
  return pooling(
    info.batchSize,
    info.inChannels,
    [
      [info.inDepth, info.outDepth, info.filterDepth, info.strideDepth, padInfo.front],
      [info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, padInfo.top],
      [info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, padInfo.left],
    ],
    EMPTY_DIVISOR.deep,
  );
}

/** Writes the geometry where the module can read it. */
export function placeGeometry(
  engine: Engine,
  { geometry, places }: Pooling,
): { shape: number; offsets: number } {
  const shape = scratch(engine, 'pooling', 4 * (GEOMETRY_WORDS + places));
  words(engine).set(geometry, shape / 4);
  return { shape, offsets: shape + 4 * GEOMETRY_WORDS };
}
