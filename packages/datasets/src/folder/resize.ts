import type { Pixels } from './pixels.ts';
import type { Axis, Placement } from './placement.ts';

/** Weights are integers with this many binary places; 255 times all weights of a pixel still fits into 32 bits. */
const PLACES = 22;
const HALF = 1 << (PLACES - 1);

/** For each pixel of an axis: the first pixel it is made of, how many, and with which weights. */
interface Taps {
  readonly first: Int32Array;
  readonly lengths: Int32Array;
  readonly weights: Int32Array;
  /** Weights kept per pixel. */
  readonly width: number;
}

function taps(length: number, { scaled, from, count }: Axis): Taps {
  const scale = length / scaled;
  // Larger than a pixel when shrinking: that is the antialiasing.
  const support = Math.max(scale, 1);
  const width = 2 * Math.ceil(support) + 1;
  const first = new Int32Array(count);
  const lengths = new Int32Array(count);
  const weights = new Int32Array(count * width);
  for (let i = 0; i < count; i++) {
    const centre = (from + i + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(length, Math.trunc(centre + support + 0.5));
    const tent = Array.from({ length: end - begin }, (_, k) =>
      Math.max(0, 1 - Math.abs((begin + k - centre + 0.5) / support)),
    );
    const sum = tent.reduce((total, weight) => total + weight, 0);
    first[i] = begin;
    lengths[i] = end - begin;
    for (const [k, weight] of tent.entries())
      weights[i * width + k] = Math.floor((weight / sum) * 2 ** PLACES + 0.5);
  }
  return { first, lengths, weights, width };
}

/** Where the samples of one line lie: `(line, i)` is at `line * perLine + i * perSample`. */
interface Strides {
  readonly perLine: number;
  readonly perSample: number;
}

/** Resamples `lines` lines of RGB pixels, each into `first.length` pixels. */
function resample(
  from: Pixels['data'],
  read: Strides,
  { first, lengths, weights, width }: Taps,
  lines: number,
  to: Uint8Array,
  write: Strides,
) {
  const count = first.length;
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < count; i++) {
      let at = line * read.perLine + (first[i] as number) * read.perSample;
      const begin = i * width;
      const end = begin + (lengths[i] as number);
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (let k = begin; k < end; k++) {
        const weight = weights[k] as number;
        red += weight * (from[at] as number);
        green += weight * (from[at + 1] as number);
        blue += weight * (from[at + 2] as number);
        at += read.perSample;
      }
      const target = line * write.perLine + i * write.perSample;
      // Rounded weights may add up to a little more than one.
      to[target] = Math.min(255, red >> PLACES);
      to[target + 1] = Math.min(255, green >> PLACES);
      to[target + 2] = Math.min(255, blue >> PLACES);
    }
  }
}

/**
 * Resizes a picture with the antialiased bilinear filter, a tent as wide as one pixel of the smaller picture, first along the rows and then
 * along the columns: what Pillow's `resize(BILINEAR)` and so torchvision's `Resize` do, bit for bit. The same on every machine.
 *
 * @param to receives `vertical.count * horizontal.count * 3` bytes, RGB
 */
export function resizeInto(pixels: Pixels, { vertical, horizontal }: Placement, to: Uint8Array): void {
  const { data, width, height, channels } = pixels;
  const rows = taps(height, vertical);
  const columns = taps(width, horizontal);
  const last = vertical.count - 1;
  const top = rows.first[0] as number;
  const bottom = (rows.first[last] as number) + (rows.lengths[last] as number);

  const rowBytes = 3 * horizontal.count;
  const narrowed = new Uint8Array((bottom - top) * rowBytes);
  resample(
    data.subarray(top * width * channels),
    { perLine: width * channels, perSample: channels },
    columns,
    bottom - top,
    narrowed,
    { perLine: rowBytes, perSample: 3 },
  );
  for (let i = 0; i <= last; i++) rows.first[i] = (rows.first[i] as number) - top;
  resample(narrowed, { perLine: 3, perSample: rowBytes }, rows, horizontal.count, to, {
    perLine: 3,
    perSample: rowBytes,
  });
}
