import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { computeOnHeap, type Numbers } from './heap.ts';

interface Attrs {
  readonly alignCorners: boolean;
  /** Default: false. */
  readonly halfPixelCenters?: boolean;
}

/** Where one row or column of the resized image comes from: `weight` of `high`, the rest of `low`. */
interface Source {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

type Locate = (index: number, size: number, outSize: number, attrs: Attrs) => Source;

/** Size of an input pixel in output pixels, as the forward kernels have it. */
function ratio(size: number, outSize: number, { alignCorners }: Attrs): number {
  return alignCorners && outSize > 1 ? (size - 1) / (outSize - 1) : size / outSize;
}

const bilinear: Locate = (index, size, outSize, attrs) => {
  const step = ratio(size, outSize, attrs);
  const place = attrs.halfPixelCenters ? (index + 0.5) * step - 0.5 : index * step;
  const low = Math.max(0, Math.floor(place));
  return { low, high: Math.min(size - 1, Math.ceil(place)), weight: place - low };
};

const nearest: Locate = (index, size, outSize, attrs) => {
  const place = (index + (attrs.halfPixelCenters ? 0.5 : 0)) * ratio(size, outSize, attrs);
  const low = Math.min(size - 1, attrs.alignCorners ? Math.round(place) : Math.floor(place));
  return { low, high: low, weight: 0 };
};

const sources = (locate: Locate, size: number, outSize: number, attrs: Attrs) =>
  Array.from({ length: outSize }, (_, index) => locate(index, size, outSize, attrs));

/** Every resized pixel gives its signal back to the pixels that it was mixed from. */
function giveBack(
  dx: Numbers,
  dy: Numbers,
  batch: number,
  [rows, columns]: readonly [readonly Source[], readonly Source[]],
  [height, width, channels]: readonly [number, number, number],
): void {
  let from = 0;
  const add = (image: number, row: number, column: number, share: number) => {
    if (share === 0) return;
    const to = ((image * height + row) * width + column) * channels;
    for (let c = 0; c < channels; c++) dx[to + c] = (dx[to + c] as number) + share * (dy[from + c] as number);
  };
  for (let image = 0; image < batch; image++) {
    for (const row of rows) {
      for (const column of columns) {
        add(image, row.low, column.low, (1 - row.weight) * (1 - column.weight));
        add(image, row.low, column.high, (1 - row.weight) * column.weight);
        add(image, row.high, column.low, row.weight * (1 - column.weight));
        add(image, row.high, column.high, row.weight * column.weight);
        from += channels;
      }
    }
  }
}

type Shape4D = readonly [number, number, number, number];

/**
 * Gradient of resizing an image `[batch, height, width, channels]`: the transpose of the forward kernel. The stock wasm kernels
 * ignore `halfPixelCenters`; those of the cpu backend are wrong for images that are not square, and for batches.
 */
const resizeGradient =
  (locate: Locate): KernelFunc =>
  ({ inputs, attrs, backend }) => {
    const { dy, images } = inputs as { dy: TensorInfo; images: TensorInfo };
    const [batch, height, width, channels] = images.shape as unknown as Shape4D;
    const [, outHeight, outWidth] = dy.shape as unknown as Shape4D;
    const options = attrs as unknown as Attrs;
    const rows = sources(locate, height, outHeight, options);
    const columns = sources(locate, width, outWidth, options);
    return computeOnHeap(backend, [dy], images.shape, 'float32', (dx, signal) => {
      dx.fill(0);
      giveBack(dx, signal as Numbers, batch, [rows, columns], [height, width, channels]);
    });
  };

export const resizeBilinearGradient = resizeGradient(bilinear);
export const resizeNearestNeighborGradient = resizeGradient(nearest);
