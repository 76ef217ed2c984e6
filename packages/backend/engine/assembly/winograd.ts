import { CONV_ROWS, convTile, FILTER_ROWS, filterTile8 } from './generated/micro-kernels';
import { padImage } from './image';
import { transformFilterGradient, transformInput, transformOutput, transformSignal } from './winograd-transforms';

/** Tiles that are transformed, multiplied and transformed back together, in the second-level cache. */
export const WINOGRAD_TILES: i32 = 60;

/**
 * A 3 x 3 convolution of stride 1. Padded sizes are 2 more than the output's, rounded up to even numbers; channels and outputs
 * are multiples of 4. `spectrum` is the transformed filter; `input` has room for 16 * WINOGRAD_TILES * channels floats, `product`
 * for 16 * WINOGRAD_TILES * columns with columns = outputs rounded up to 8. `inputTable` and `productTable` hold the byte
 * offsets of their rows, `run` one zero, `zeros` 8 of them.
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
  inputTable: usize,
  productTable: usize,
  run: usize,
  zeros: usize,
): bool {
  const pad = top > 0 || left > 0 || paddedHeight > height || paddedWidth > width;
  const pixel = <usize>channels << 2;
  const xImage = <usize>(height * width) * pixel;
  const xRow = <usize>paddedWidth * pixel;
  const yPixel = <usize>outputs << 2;
  const yRow = <usize>outWidth * yPixel;
  const yImage = <usize>outHeight * yRow;
  const across = (outWidth + 1) >> 1;
  const perImage = across * ((outHeight + 1) >> 1);
  const total = images * perImage;
  const columns = (outputs + 7) & ~7;
  const inputPlace = WINOGRAD_TILES * pixel;
  const productRow = <usize>columns << 2;
  const productPlace = WINOGRAD_TILES * productRow;
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
      const corner = image + <usize>(2 * (place / across)) * xRow + <usize>(2 * (place % across)) * pixel;
      transformInput(corner, xRow, channels, input + <usize>t * pixel, inputPlace);
    }
    for (let place: usize = 0; place < 16; place++) {
      const from = input + place * inputPlace;
      for (let j = 0; j < columns; j += 8) {
        const panel = spectrum + place * spectrumPlace + <usize>(j >> 3) * panelBytes;
        const to = product + place * productPlace + (<usize>j << 2);
        for (let t = 0; t < tiles; t += CONV_ROWS) {
          const rows = min(CONV_ROWS, tiles - t);
          const row = <usize>t << 2;
          convTile(rows, 1, run, pixel, from, inputTable + row, panel, zeros, false, to, productTable + row);
        }
      }
    }
    for (let t = 0; t < tiles; t++) {
      const n = (begin + t) / perImage;
      const place = (begin + t) % perImage;
      const r = 2 * (place / across);
      const c = 2 * (place % across);
      const corner = y + <usize>n * yImage + <usize>r * yRow + <usize>c * yPixel;
      const from = product + <usize>t * productRow;
      check = transformOutput(from, productPlace, outputs, bias, relu, corner, yRow, outHeight - r, outWidth - c, check);
    }
  }
  return !v128.any_true(f32x4.ne(check, check));
}

/**
 * Gradient of a 3 x 3 convolution of stride 1 with respect to its filter: the adjoint of the above, dw is [9, channels, outputs].
 * `signal` has room for 16 * WINOGRAD_TILES * columns floats, `sums` for 16 * channels * columns. Returns whether all results
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
): bool {
  const pad = top > 0 || left > 0 || paddedHeight > height || paddedWidth > width;
  const pixel = <usize>channels << 2;
  const xImage = <usize>(height * width) * pixel;
  const xRow = <usize>paddedWidth * pixel;
  const dyPixel = <usize>outputs << 2;
  const dyRow = <usize>outWidth * dyPixel;
  const dyImage = <usize>outHeight * dyRow;
  const across = (outWidth + 1) >> 1;
  const perImage = across * ((outHeight + 1) >> 1);
  const total = images * perImage;
  const columns = (outputs + 7) & ~7;
  const inputPlace = WINOGRAD_TILES * pixel;
  const signalRow = <usize>columns << 2;
  const signalPlace = WINOGRAD_TILES * signalRow;
  const sumsPlace = <usize>channels * signalRow;
  memory.fill(sums, 0, 16 * sumsPlace);
  let prepared = -1;
  let image: usize = 0;
  for (let begin = 0; begin < total; begin += WINOGRAD_TILES) {
    const tiles = min(WINOGRAD_TILES, total - begin);
    for (let t = 0; t < tiles; t++) {
      const n = (begin + t) / perImage;
      const place = (begin + t) % perImage;
      const r = 2 * (place / across);
      const c = 2 * (place % across);
      if (n != prepared) {
        image = x + <usize>n * xImage;
        if (pad) {
          padImage(image, height, width, channels, top, left, paddedHeight, paddedWidth, padded);
          image = padded;
        }
        prepared = n;
      }
      transformInput(image + <usize>r * xRow + <usize>c * pixel, xRow, channels, input + <usize>t * pixel, inputPlace);
      const corner = dy + <usize>n * dyImage + <usize>r * dyRow + <usize>c * dyPixel;
      transformSignal(corner, dyRow, outputs, outHeight - r, outWidth - c, signal + <usize>t * signalRow, signalPlace);
    }
    const bytes = <usize>tiles * signalRow;
    for (let place: usize = 0; place < 16; place++) {
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
  transformFilterGradient(sums, channels, columns, outputs, dw);
  return allFinite(dw, 9 * channels * outputs);
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
