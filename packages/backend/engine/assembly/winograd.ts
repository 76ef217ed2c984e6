import { FILTER_ROWS, filterTile8, productRows } from './generated/micro-kernels';
import { padImage } from './image';
import { transformInput, transformOutput, transformSignal, transformSums } from './winograd-tiles';

/** Tiles that are transformed, multiplied and transformed back together, in the second-level cache. */
export const WINOGRAD_TILES: i32 = 40;
/** Of a tile's products. */
const PLACES: usize = 36;
/** A cache line between places: without it, those of 64 channels would share two sets of the first-level cache. */
const SKEW: usize = 64;

/**
 * A convolution of stride 1 with `taps` x `taps` filters, by Winograd's F(4x4, 3x3) or F(2x2, 5x5): a quarter, or 36 of 100 of the
 * products. With side = 7 - taps, padded sizes are taps - 1 more than the output's, rounded up to multiples of side; channels and outputs are multiples of 4. `spectrum` is the transformed filter; `input` has room for 36 * (WINOGRAD_TILES * channels + 16) floats, `product`
 * for 36 * (WINOGRAD_TILES * columns + 16) with columns = outputs rounded up to 8, `work` TILE_WORK bytes.
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
  paddedHeight: i32,
  paddedWidth: i32,
  padded: usize,
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
): bool {
  const side = 7 - taps;
  const pad = top > 0 || left > 0 || paddedHeight > height || paddedWidth > width;
  const pixel = <usize>channels << 2;
  const xImage = <usize>(height * width) * pixel;
  const xRow = <usize>paddedWidth * pixel;
  const yPixel = <usize>outputs << 2;
  const yRow = <usize>outWidth * yPixel;
  const yImage = <usize>outHeight * yRow;
  const across = (outWidth + side - 1) / side;
  const perImage = across * ((outHeight + side - 1) / side);
  const total = images * perImage;
  const columns = (outputs + 7) & ~7;
  const inputPlace = WINOGRAD_TILES * pixel + SKEW;
  const productRow = <usize>columns << 2;
  const productPlace = WINOGRAD_TILES * productRow + SKEW;
  const panelBytes = <usize>channels << 5;
  const spectrumPlace = panelBytes * <usize>(columns >> 3);
  let check = f32x4.splat(0);
  let prepared = -1;
  let image: usize = 0;
  for (let begin = 0; begin < total; begin += WINOGRAD_TILES) {
    const tiles = min(WINOGRAD_TILES, total - begin);
    for (let t = 0; t < tiles; t++) {
      const n = (begin + t) / perImage;
      const place = (begin + t) % perImage;
      if (n != prepared) {
        image = x + <usize>n * xImage;
        if (pad) {
          padImage(image, height, width, channels, top, left, paddedHeight, paddedWidth, padded);
          image = padded;
        }
        prepared = n;
      }
      const corner = image + <usize>(side * (place / across)) * xRow + <usize>(side * (place % across)) * pixel;
      transformInput(corner, xRow, channels, input + <usize>t * pixel, inputPlace, work);
    }
    for (let place: usize = 0; place < PLACES; place++) {
      const from = input + place * inputPlace;
      for (let j = 0; j < columns; j += 8) {
        const panel = spectrum + place * spectrumPlace + <usize>(j >> 3) * panelBytes;
        const to = product + place * productPlace + (<usize>j << 2);
        productRows(tiles, pixel, from, pixel, panel, to, productRow);
      }
    }
    for (let t = 0; t < tiles; t++) {
      const n = (begin + t) / perImage;
      const place = (begin + t) % perImage;
      const r = side * (place / across);
      const c = side * (place % across);
      const corner = y + <usize>n * yImage + <usize>r * yRow + <usize>c * yPixel;
      const from = product + <usize>t * productRow;
      check = transformOutput(taps, from, productPlace, outputs, bias, relu, corner, yRow, outHeight - r, outWidth - c, work, check);
    }
  }
  return !v128.any_true(f32x4.ne(check, check));
}

/**
 * Gradient of such a convolution with respect to its filter: the adjoint of the above, dw is [taps x taps, channels, outputs].
 * `signal` has room for 36 * (WINOGRAD_TILES * columns + 16) floats, `sums` for 36 * channels * columns. Returns whether all results
 * are finite.
 */
export function winogradFilterGradient(
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  padded: usize,
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
  const side = 7 - taps;
  const pad = top > 0 || left > 0 || paddedHeight > height || paddedWidth > width;
  const pixel = <usize>channels << 2;
  const xImage = <usize>(height * width) * pixel;
  const xRow = <usize>paddedWidth * pixel;
  const dyPixel = <usize>outputs << 2;
  const dyRow = <usize>outWidth * dyPixel;
  const dyImage = <usize>outHeight * dyRow;
  const across = (outWidth + side - 1) / side;
  const perImage = across * ((outHeight + side - 1) / side);
  const total = images * perImage;
  const columns = (outputs + 7) & ~7;
  const inputPlace = WINOGRAD_TILES * pixel + SKEW;
  const signalRow = <usize>columns << 2;
  const signalPlace = WINOGRAD_TILES * signalRow + SKEW;
  const sumsPlace = <usize>channels * signalRow;
  memory.fill(sums, 0, PLACES * sumsPlace);
  let prepared = -1;
  let image: usize = 0;
  for (let begin = 0; begin < total; begin += WINOGRAD_TILES) {
    const tiles = min(WINOGRAD_TILES, total - begin);
    for (let t = 0; t < tiles; t++) {
      const n = (begin + t) / perImage;
      const place = (begin + t) % perImage;
      const r = side * (place / across);
      const c = side * (place % across);
      if (n != prepared) {
        image = x + <usize>n * xImage;
        if (pad) {
          padImage(image, height, width, channels, top, left, paddedHeight, paddedWidth, padded);
          image = padded;
        }
        prepared = n;
      }
      transformInput(image + <usize>r * xRow + <usize>c * pixel, xRow, channels, input + <usize>t * pixel, inputPlace, work);
      const corner = dy + <usize>n * dyImage + <usize>r * dyRow + <usize>c * dyPixel;
      transformSignal(taps, corner, dyRow, outputs, outHeight - r, outWidth - c, signal + <usize>t * signalRow, signalPlace, work);
    }
    const bytes = <usize>tiles * signalRow;
    for (let place: usize = 0; place < PLACES; place++) {
      for (let k = 0; k < channels; k += FILTER_ROWS) {
        const rows = min(FILTER_ROWS, channels - k);
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

function allFinite(x: usize, count: i32): bool {
  let sum = f32x4.splat(0);
  const zero = f32x4.splat(0);
  for (; count > 0; count -= 4) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(x), zero));
    x += 16;
  }
  return !v128.any_true(f32x4.ne(sum, sum));
}
