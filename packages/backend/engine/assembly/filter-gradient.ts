import { FILTER_ROWS, filterTile16, filterTile8 } from './generated/micro-kernels';
import { padImage } from './image';

/** Pixels whose products are summed in registers: their inputs stay in the first-level cache while all taps use them. */
const CHUNK: i32 = 112;

/** 8-wide rows of a signal [pixels, channels], the last panel filled with zeros; panel after panel. */
function packSignal(dy: usize, pixels: i32, channels: i32, out: usize): void {
  for (let j = 0; j < channels; j += 8) {
    const bytes = <usize>min(8, channels - j) << 2;
    let from = dy + (<usize>j << 2);
    for (let p = 0; p < pixels; p++) {
      v128.store(out, f32x4.splat(0));
      v128.store(out, f32x4.splat(0), 16);
      memory.copy(out, from, bytes);
      from += <usize>channels << 2;
      out += 32;
    }
  }
}

/**
 * Gradient of a convolution with respect to its filter, direct: dw[run][k][co] = sum over images and output pixels of
 * x[pixel, run + k] dy[pixel, co]. A run is a stretch of contiguous inputs that a filter row meets; `runTable` holds their byte
 * offsets in the padded image.
 *
 * dw is `[runs, runLength, dwColumns]` with dwColumns = outputs rounded up to 8. Where outputs is no multiple of 8, `packed` has
 * room for one chunk of the signal: (CHUNK + outWidth) * dwColumns floats.
 */
export function filterGradient(
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
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  runs: i32,
  runTable: usize,
  runLength: i32,
  dy: usize,
  outputs: i32,
  dw: usize,
  packed: usize,
): void {
  const pad = top > 0 || left > 0 || paddedHeight > height || paddedWidth > width;
  const pixel = <usize>channels << 2;
  const xImage = <usize>(height * width) * pixel;
  const xLine = <usize>(strideHeight * paddedWidth) * pixel;
  const xPixel = <usize>strideWidth * pixel;
  const columns = (outputs + 7) & ~7;
  const dwLine = <usize>columns << 2;
  const whole = columns == outputs;
  const lines = max(1, CHUNK / max(1, outWidth));
  const dyRow = <usize>(outWidth * outputs) << 2;
  // A tile of two panels pays where a run is short: it has few rows to share a load of the signal.
  const wide = whole && (outputs & 15) == 0 && runLength <= 3;
  memory.fill(dw, 0, <usize>(runs * runLength) * dwLine);
  for (let n = 0; n < images; n++) {
    let image = x;
    if (pad) {
      padImage(x, height, width, channels, top, left, paddedHeight, paddedWidth, padded);
      image = padded;
    }
    for (let r = 0; r < outHeight; r += lines) {
      const rows = min(lines, outHeight - r);
      let signal = dy + <usize>r * dyRow;
      if (!whole) {
        packSignal(signal, rows * outWidth, outputs, packed);
        signal = packed;
      }
      // A panel of a packed signal is contiguous; in dy itself panels are columns.
      const dyPixel: usize = whole ? <usize>outputs << 2 : 32;
      const dyLine = dyPixel * <usize>outWidth;
      const panelBytes: usize = whole ? 32 : dyPixel * <usize>(rows * outWidth);
      const corner = image + <usize>r * xLine;
      for (let run = 0; run < runs; run++) {
        const start = corner + <usize>load<u32>(runTable + (<usize>run << 2));
        const target = dw + <usize>(run * runLength) * dwLine;
        if (wide) {
          for (let j: usize = 0; j < dwLine; j += 64) {
            filterTile16(runLength, rows, start, xLine, xPixel, signal + j, dyLine, dyPixel, dyLine, target + j, dwLine);
          }
          continue;
        }
        for (let k = 0; k < runLength; k += FILTER_ROWS) {
          const height = min(FILTER_ROWS, runLength - k);
          const from = start + (<usize>k << 2);
          let panel = signal;
          let to = target + <usize>k * dwLine;
          for (let j = 0; j < columns; j += 8) {
            filterTile8(height, rows, from, xLine, xPixel, panel, dyLine, dyPixel, dyLine, to, dwLine);
            panel += panelBytes;
            to += 32;
          }
        }
      }
    }
    x += xImage;
    dy += <usize>outHeight * dyRow;
  }
}
