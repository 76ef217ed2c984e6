import { padImage } from './image';
import { madd } from './madd';

/** The first panel of a packed filter, [depth, 8], as rows: [outputs, depth]. */
export function panelRows(panel: usize, depth: i32, outputs: i32, out: usize): void {
  for (let o = 0; o < outputs; o++) {
    let from = panel + (<usize>o << 2);
    for (let k = 0; k < depth; k++) {
      store<f32>(out, load<f32>(from));
      from += 32;
      out += 4;
    }
  }
}

/** The sums of four vectors, one a lane. */
// @ts-ignore: decorator
@inline
function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** One output of four pixels. */
function fourPixels(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  runTable: usize,
  runEnd: usize,
  runBytes: usize,
  weights: usize,
): v128 {
  let a = f32x4.splat(0);
  let b = a, c = a, d = a;
  for (; runTable < runEnd; runTable += 4) {
    const run = <usize>load<u32>(runTable);
    let p0 = x0 + run;
    let p1 = x1 + run;
    let p2 = x2 + run;
    let p3 = x3 + run;
    const end = p0 + runBytes;
    while (p0 < end) {
      const w = v128.load(weights);
      a = madd(v128.load(p0), w, a);
      b = madd(v128.load(p1), w, b);
      c = madd(v128.load(p2), w, c);
      d = madd(v128.load(p3), w, d);
      p0 += 16;
      p1 += 16;
      p2 += 16;
      p3 += 16;
      weights += 16;
    }
  }
  return laneSums(a, b, c, d);
}

/**
 * `convolve` for few outputs, such as the gradient of an image's three colours: vectors run along the inputs instead of the
 * outputs, which would fill a panel of 8 with zeros. Takes what `convolve` takes, but `rows` as `panelRows` makes them; runBytes
 * is a multiple of 16.
 */
export function convolveFew(
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
  rows: usize,
  bias: usize,
  relu: bool,
  y: usize,
  yImage: usize,
  yTable: usize,
  outputs: i32,
  tile: usize,
  _tileTable: usize,
): void {
  const pad = top > 0 || left > 0 || paddedHeight > height || paddedWidth > width;
  const xImage = <usize>(height * width * channels) << 2;
  const rowBytes = <usize>runs * runBytes;
  const runEnd = runTable + (<usize>runs << 2);
  for (let n = 0; n < images; n++) {
    let image = x;
    if (pad) {
      padImage(x, height, width, channels, top, left, paddedHeight, paddedWidth, padded);
      image = padded;
    }
    for (let p = 0; p < pixels; p += 4) {
      const count = min(4, pixels - p);
      const xs = xTable + (<usize>p << 2);
      const ys = yTable + (<usize>p << 2);
      const x0 = image + <usize>load<u32>(xs);
      // The last tile computes its first pixel again for those that are not there.
      const x1 = count > 1 ? image + <usize>load<u32>(xs, 4) : x0;
      const x2 = count > 2 ? image + <usize>load<u32>(xs, 8) : x0;
      const x3 = count > 3 ? image + <usize>load<u32>(xs, 12) : x0;
      for (let o = 0; o < outputs; o++) {
        const at = <usize>o << 2;
        let sums = fourPixels(x0, x1, x2, x3, runTable, runEnd, runBytes, rows + <usize>o * rowBytes);
        sums = f32x4.add(sums, v128.load32_splat(bias + at));
        if (relu) sums = f32x4.max(sums, f32x4.splat(0));
        v128.store(tile, sums);
        for (let i = 0; i < count; i++) {
          const offset = <usize>i << 2;
          store<f32>(y + <usize>load<u32>(ys + offset) + at, load<f32>(tile + offset));
        }
      }
    }
    x += xImage;
    y += yImage;
  }
}
