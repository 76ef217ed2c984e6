import { FILTER_ROWS, filterTile8, productRows } from './generated/micro-kernels';
import {
  placesOf,
  prepareWork,
  SIDE,
  transformInput,
  transformOutput,
  transformSignal,
  transformSums,
} from './winograd-tiles';

/** Tiles that are transformed, multiplied and transformed back together, in the second-level cache. */
export const WINOGRAD_TILES: i32 = 40;
/** A cache line between places: without it, those of 64 channels would share two sets of the first-level cache. */
const SKEW: usize = 64;

/**
 * A convolution of stride 1 with `taps` x `taps` filters (3 or 5) by Winograd's F(4x4, 3x3) or F(4x4, 5x5): 36 of 144 products, or 64
 * of 400. Channels and outputs are multiples of 4. `top` rows and `left` columns of zeros stand before the image, and as many as are
 * needed behind it. With places = (taps + 3)^2, `spectrum` is the transformed filter, `input` has room for
 * places * (WINOGRAD_TILES * channels + 16) floats, `product` for places * (WINOGRAD_TILES * columns + 16) with columns = outputs
 * rounded up to 8, and `work` for 1056 + 32 * channels bytes. `other` is added, which is 0 for nothing or has the shape of y.
 *
 * Returns whether all results are finite. Where they are not, NaN and infinity have spread over their tiles.
 */
export function winogradConvolve(
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  spectrum: usize,
  bias: usize,
  relu: bool,
  y: usize,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  input: usize,
  product: usize,
  work: usize,
  taps: i32,
  other: usize,
): bool {
  const pixel = <usize>channels << 2;
  const xImage = <usize>(height * width) * pixel;
  const yPixel = <usize>outputs << 2;
  const yRow = <usize>outWidth * yPixel;
  const yImage = <usize>outHeight * yRow;
  const across = (outWidth + SIDE - 1) / SIDE;
  const perImage = across * ((outHeight + SIDE - 1) / SIDE);
  const total = images * perImage;
  const columns = (outputs + 7) & ~7;
  const inputPlace = <usize>WINOGRAD_TILES * pixel + SKEW;
  const productRow = <usize>columns << 2;
  const productPlace = <usize>WINOGRAD_TILES * productRow + SKEW;
  const panelBytes = pixel << 3;
  const spectrumPlace = panelBytes * <usize>(columns >> 3);
  prepareWork(work, taps, pixel);
  const behind = other ? other - y : 0;
  let check = f32x4.splat(0);
  for (let begin = 0; begin < total; begin += WINOGRAD_TILES) {
    const tiles = min(WINOGRAD_TILES, total - begin);
    for (let t = 0; t < tiles; t++) {
      const image = x + <usize>((begin + t) / perImage) * xImage;
      const place = (begin + t) % perImage;
      const r = SIDE * (place / across) - top;
      const c = SIDE * (place % across) - left;
      transformInput(taps, image, height, width, pixel, r, c, input + <usize>t * pixel, inputPlace, work);
    }
    for (let place: usize = 0; place < placesOf(taps); place++) {
      const from = input + place * inputPlace;
      for (let j = 0; j < columns; j += 8) {
        const panel = spectrum + place * spectrumPlace + <usize>(j >> 3) * panelBytes;
        const to = product + place * productPlace + (<usize>j << 2);
        productRows(tiles, pixel, from, pixel, panel, to, productRow);
      }
    }
    for (let t = 0; t < tiles; t++) {
      const image = y + <usize>((begin + t) / perImage) * yImage;
      const place = (begin + t) % perImage;
      const r = SIDE * (place / across);
      const c = SIDE * (place % across);
      const to = image + <usize>r * yRow + <usize>c * yPixel;
      const from = product + <usize>t * productRow;
      const rows = outHeight - r;
      check = transformOutput(taps, from, productPlace, bias, relu, to, behind, yRow, rows, outWidth - c, yPixel, work, check);
    }
  }
  return isFinite4(check);
}

/**
 * Gradient of such a convolution with respect to its filter: the adjoint of the above, dw is [taps x taps, channels, outputs].
 * `signal` has room for places * (WINOGRAD_TILES * columns + 16) floats, `sums` for places * channels * columns. Returns whether all
 * results are finite.
 */
export function winogradFilterGradient(
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  dy: usize,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  dw: usize,
  input: usize,
  signal: usize,
  sums: usize,
  work: usize,
  taps: i32,
): bool {
  const pixel = <usize>channels << 2;
  const xImage = <usize>(height * width) * pixel;
  const dyPixel = <usize>outputs << 2;
  const dyRow = <usize>outWidth * dyPixel;
  const dyImage = <usize>outHeight * dyRow;
  const across = (outWidth + SIDE - 1) / SIDE;
  const perImage = across * ((outHeight + SIDE - 1) / SIDE);
  const total = images * perImage;
  const columns = (outputs + 7) & ~7;
  const inputPlace = <usize>WINOGRAD_TILES * pixel + SKEW;
  const signalRow = <usize>columns << 2;
  const signalPlace = <usize>WINOGRAD_TILES * signalRow + SKEW;
  const sumsPlace = <usize>channels * signalRow;
  memory.fill(sums, 0, placesOf(taps) * sumsPlace);
  prepareWork(work, taps, pixel);
  for (let begin = 0; begin < total; begin += WINOGRAD_TILES) {
    const tiles = min(WINOGRAD_TILES, total - begin);
    for (let t = 0; t < tiles; t++) {
      const n = <usize>((begin + t) / perImage);
      const place = (begin + t) % perImage;
      const r = SIDE * (place / across);
      const c = SIDE * (place % across);
      const image = x + n * xImage;
      transformInput(taps, image, height, width, pixel, r - top, c - left, input + <usize>t * pixel, inputPlace, work);
      const from = dy + n * dyImage + <usize>r * dyRow + <usize>c * dyPixel;
      const to = signal + <usize>t * signalRow;
      transformSignal(taps, from, dyRow, outHeight - r, outWidth - c, dyPixel, to, signalPlace, work);
    }
    const bytes = <usize>tiles * signalRow;
    for (let place: usize = 0; place < placesOf(taps); place++) {
      let rows = 0;
      for (let k = 0; k < channels; k += rows) {
        rows = rowsAhead(channels - k);
        const from = input + place * inputPlace + (<usize>k << 2);
        const to = sums + place * sumsPlace + <usize>k * signalRow;
        for (let j: usize = 0; j < signalRow; j += 32) {
          const panel = signal + place * signalPlace + j;
          filterTile8(rows, 1, from, 0, pixel, panel, 0, signalRow, bytes, to + j, signalRow);
        }
      }
    }
  }
  transformSums(taps, sums, channels, columns, outputs, dw, work);
  return allFinite(dw, taps * taps * channels * outputs);
}

/** The rows of the next tile such that no tile is lower than 4; `left` is what is left of a multiple of 4. */
// @ts-ignore: decorator
@inline
function rowsAhead(left: i32): i32 {
  return left % 4 > 0 || left >= 20 ? FILTER_ROWS : 4;
}

function allFinite(x: usize, count: i32): bool {
  let sum = f32x4.splat(0);
  for (; count > 0; count -= 4) {
    sum = f32x4.add(sum, v128.load(x));
    x += 16;
  }
  return isFinite4(sum);
}

/** Whether four sums are finite; those of huge numbers may not be although the numbers are. */
function isFinite4(x: v128): bool {
  const zero = f32x4.mul(x, f32x4.splat(0));
  return !v128.any_true(f32x4.ne(zero, zero));
}
