import { CONV_ROWS, convTile } from './generated/micro-kernels';
import { padImage } from './image';

/** Output pixels that are computed for all panels before the next ones: their inputs stay in the first-level cache. */
const CHUNK: i32 = CONV_ROWS * 16;

/**
 * Panels of 8 output channels of a filter [taps, inner, outer], taking its taps in the order of `taps`.
 * Forward: depth is (tap, inner channel), columns are outer channels.
 */
export function packFilter(filter: usize, taps: usize, count: i32, inner: i32, outer: i32, out: usize): void {
  const row = <usize>outer << 2;
  for (let j = 0; j < outer; j += 8) {
    const width = min(8, outer - j);
    for (let t = 0; t < count; t++) {
      let from = filter + <usize>load<u32>(taps + (<usize>t << 2)) * <usize>inner * row + (<usize>j << 2);
      for (let c = 0; c < inner; c++) {
        if (width == 8) {
          v128.store(out, v128.load(from));
          v128.store(out, v128.load(from, 16), 16);
        } else {
          for (let r = 0; r < 8; r++) {
            store<f32>(out + (<usize>r << 2), r < width ? load<f32>(from + (<usize>r << 2)) : 0);
          }
        }
        from += row;
        out += 32;
      }
    }
  }
}

/** The same with the roles of the channels exchanged: depth is (tap, outer channel), columns are inner channels. */
export function packFilterTransposed(
  filter: usize,
  taps: usize,
  count: i32,
  inner: i32,
  outer: i32,
  out: usize,
): void {
  const row = <usize>outer << 2;
  for (let j = 0; j < inner; j += 8) {
    const width = min(8, inner - j);
    for (let t = 0; t < count; t++) {
      const tap = filter + (<usize>load<u32>(taps + (<usize>t << 2)) * <usize>inner + <usize>j) * row;
      for (let c = 0; c < outer; c++) {
        const from = tap + (<usize>c << 2);
        for (let r = 0; r < 8; r++) {
          store<f32>(out + (<usize>r << 2), r < width ? load<f32>(from + <usize>r * row) : 0);
        }
        out += 32;
      }
    }
  }
}

/**
 * A convolution, direct: in NHWC a filter meets `runs` stretches of contiguous inputs per output pixel, so nothing is copied but
 * the padding. Tables hold byte offsets: of each output pixel's first input (in the padded image), of each run after that, and
 * of each output pixel in y. `panels` is the packed filter, `bias` 8 floats a panel.
 *
 * `tile` has room for 32 * CONV_ROWS bytes, `padded` for one padded image; the tables end with CONV_ROWS words to spare.
 */
export function convolve(
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
  pixels: i32,
  xTable: usize,
  runs: i32,
  runTable: usize,
  runBytes: usize,
  panels: usize,
  bias: usize,
  relu: bool,
  y: usize,
  yImage: usize,
  yTable: usize,
  outputs: i32,
  tile: usize,
  identityTable: usize,
): void {
  const pad = top > 0 || left > 0 || paddedHeight > height || paddedWidth > width;
  const xImage = <usize>(height * width * channels) << 2;
  const panelBytes = <usize>runs * (runBytes << 3);
  for (let n = 0; n < images; n++) {
    let image = x;
    if (pad) {
      padImage(x, height, width, channels, top, left, paddedHeight, paddedWidth, padded);
      image = padded;
    }
    for (let begin = 0; begin < pixels; begin += CHUNK) {
      const end = min(pixels, begin + CHUNK);
      for (let j = 0; j < outputs; j += 8) {
        const filled = min(8, outputs - j);
        const panel = panels + <usize>(j >> 3) * panelBytes;
        const start = bias + (<usize>j << 2);
        const column = y + (<usize>j << 2);
        for (let p = begin; p < end; p += CONV_ROWS) {
          const rows = min(CONV_ROWS, end - p);
          const xs = xTable + (<usize>p << 2);
          const ys = yTable + (<usize>p << 2);
          if (filled == 8) {
            convTile(rows, runs, runTable, runBytes, image, xs, panel, start, relu, column, ys);
            continue;
          }
          convTile(rows, runs, runTable, runBytes, image, xs, panel, start, relu, tile, identityTable);
          for (let r = 0; r < rows; r++) {
            const to = column + <usize>load<u32>(ys + (<usize>r << 2));
            memory.copy(to, tile + (<usize>r << 5), <usize>filled << 2);
          }
        }
      }
    }
    x += xImage;
    y += yImage;
  }
}
