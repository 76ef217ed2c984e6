import { padImage } from './image';
import { madd } from './madd';

/** Eight channels of four neighbouring pixels. `taps` holds pairs: byte offset of the input, byte offset of the weights. */
function fourPixels(
  x: usize,
  xStep: usize,
  taps: usize,
  tapsEnd: usize,
  filter: usize,
  bias: usize,
  relu: bool,
  y: usize,
  yStep: usize,
): void {
  let a0 = v128.load(bias);
  let a1 = v128.load(bias, 16);
  let b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
  for (; taps < tapsEnd; taps += 8) {
    let p = x + <usize>load<u32>(taps);
    const weights = filter + <usize>load<u32>(taps, 4);
    const w0 = v128.load(weights);
    const w1 = v128.load(weights, 16);
    a0 = madd(v128.load(p), w0, a0);
    a1 = madd(v128.load(p, 16), w1, a1);
    p += xStep;
    b0 = madd(v128.load(p), w0, b0);
    b1 = madd(v128.load(p, 16), w1, b1);
    p += xStep;
    c0 = madd(v128.load(p), w0, c0);
    c1 = madd(v128.load(p, 16), w1, c1);
    p += xStep;
    d0 = madd(v128.load(p), w0, d0);
    d1 = madd(v128.load(p, 16), w1, d1);
  }
  storeEight(y, a0, a1, relu);
  storeEight(y + yStep, b0, b1, relu);
  storeEight(y + 2 * yStep, c0, c1, relu);
  storeEight(y + 3 * yStep, d0, d1, relu);
}

// @ts-ignore: decorator
@inline
function storeEight(y: usize, low: v128, high: v128, relu: bool): void {
  const zero = f32x4.splat(0);
  v128.store(y, relu ? f32x4.max(low, zero) : low);
  v128.store(y, relu ? f32x4.max(high, zero) : high, 16);
}

function onePixel(
  x: usize,
  taps: usize,
  tapsEnd: usize,
  filter: usize,
  bias: usize,
  relu: bool,
  y: usize,
  channels: i32,
): void {
  let c = 0;
  for (; c + 4 <= channels; c += 4) {
    const at = <usize>c << 2;
    let sum = v128.load(bias + at);
    for (let t = taps; t < tapsEnd; t += 8) {
      const weights = filter + <usize>load<u32>(t, 4) + at;
      sum = madd(v128.load(x + <usize>load<u32>(t) + at), v128.load(weights), sum);
    }
    v128.store(y + at, relu ? f32x4.max(sum, f32x4.splat(0)) : sum);
  }
  for (; c < channels; c++) {
    const at = <usize>c << 2;
    let sum = load<f32>(bias + at);
    for (let t = taps; t < tapsEnd; t += 8) {
      sum += load<f32>(x + <usize>load<u32>(t) + at) * load<f32>(filter + <usize>load<u32>(t, 4) + at);
    }
    store<f32>(y + at, relu ? max(sum, 0) : sum);
  }
}

/**
 * A depthwise convolution, every channel with its own filter [taps, channels]: writes the pixels of a grid in y. `taps` holds
 * `count` pairs of byte offsets: of the input from the window's first one, and of the weights. `bias` has a float per channel.
 */
export function depthwise(
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
  rows: i32,
  columns: i32,
  xOrigin: usize,
  xRow: usize,
  xStep: usize,
  taps: usize,
  count: i32,
  filter: usize,
  bias: usize,
  relu: bool,
  y: usize,
  yImage: usize,
  yOrigin: usize,
  yRow: usize,
  yStep: usize,
): void {
  const pad = top > 0 || left > 0 || paddedHeight > height || paddedWidth > width;
  const xImage = <usize>(height * width * channels) << 2;
  const tapsEnd = taps + (<usize>count << 3);
  const eights = channels & ~7;
  for (let n = 0; n < images; n++) {
    let image = x;
    if (pad) {
      padImage(x, height, width, channels, top, left, paddedHeight, paddedWidth, padded);
      image = padded;
    }
    for (let r = 0; r < rows; r++) {
      const from = image + xOrigin + <usize>r * xRow;
      const to = y + yOrigin + <usize>r * yRow;
      let column = 0;
      for (; column + 4 <= columns; column += 4) {
        const xs = from + <usize>column * xStep;
        const ys = to + <usize>column * yStep;
        for (let c = 0; c < eights; c += 8) {
          const at = <usize>c << 2;
          fourPixels(xs + at, xStep, taps, tapsEnd, filter + at, bias + at, relu, ys + at, yStep);
        }
        if (eights == channels) continue;
        const at = <usize>eights << 2;
        for (let p: usize = 0; p < 4; p++) {
          const rest = channels - eights;
          onePixel(xs + at + p * xStep, taps, tapsEnd, filter + at, bias + at, relu, ys + at + p * yStep, rest);
        }
      }
      for (; column < columns; column++) {
        const at = <usize>column;
        onePixel(from + at * xStep, taps, tapsEnd, filter, bias, relu, to + at * yStep, channels);
      }
    }
    x += xImage;
    y += yImage;
  }
}

/** dw[channel] += sum over pixels of x dy, for three taps side by side. */
function threeTaps(
  x: usize,
  second: usize,
  third: usize,
  xRow: usize,
  xStep: usize,
  dy: usize,
  rows: i32,
  rowBytes: usize,
  pixel: usize,
  dw: usize,
  tapBytes: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
  for (; rows > 0; rows--) {
    let p = x;
    const end = dy + rowBytes;
    while (dy < end) {
      const g0 = v128.load(dy);
      const g1 = v128.load(dy, 16);
      a0 = madd(v128.load(p), g0, a0);
      a1 = madd(v128.load(p, 16), g1, a1);
      b0 = madd(v128.load(p + second), g0, b0);
      b1 = madd(v128.load(p + second, 16), g1, b1);
      c0 = madd(v128.load(p + third), g0, c0);
      c1 = madd(v128.load(p + third, 16), g1, c1);
      p += xStep;
      dy += pixel;
    }
    x += xRow;
  }
  addEight(dw, a0, a1);
  addEight(dw + tapBytes, b0, b1);
  addEight(dw + 2 * tapBytes, c0, c1);
}

// @ts-ignore: decorator
@inline
function addEight(to: usize, low: v128, high: v128): void {
  v128.store(to, f32x4.add(v128.load(to), low));
  v128.store(to, f32x4.add(v128.load(to, 16), high), 16);
}

function oneTap(
  x: usize,
  xRow: usize,
  xStep: usize,
  dy: usize,
  rows: i32,
  columns: i32,
  pixel: usize,
  channels: i32,
  dw: usize,
): void {
  let c = 0;
  for (; c + 4 <= channels; c += 4) {
    const at = <usize>c << 2;
    let sum = f32x4.splat(0);
    let g = dy + at;
    for (let r = 0; r < rows; r++) {
      let p = x + at + <usize>r * xRow;
      for (let column = 0; column < columns; column++) {
        sum = madd(v128.load(p), v128.load(g), sum);
        p += xStep;
        g += pixel;
      }
    }
    v128.store(dw + at, f32x4.add(v128.load(dw + at), sum));
  }
  for (; c < channels; c++) {
    const at = <usize>c << 2;
    let sum: f32 = 0;
    let g = dy + at;
    for (let r = 0; r < rows; r++) {
      let p = x + at + <usize>r * xRow;
      for (let column = 0; column < columns; column++) {
        sum += load<f32>(p) * load<f32>(g);
        p += xStep;
        g += pixel;
      }
    }
    store<f32>(dw + at, load<f32>(dw + at) + sum);
  }
}

/** Gradient of a depthwise convolution with respect to its filter, [taps, channels]. `taps` holds byte offsets of the inputs. */
export function depthwiseFilterGradient(
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
  rows: i32,
  columns: i32,
  xRow: usize,
  xStep: usize,
  taps: usize,
  count: i32,
  dy: usize,
  dw: usize,
): void {
  const pad = top > 0 || left > 0 || paddedHeight > height || paddedWidth > width;
  const pixel = <usize>channels << 2;
  const xImage = <usize>(height * width) * pixel;
  const rowBytes = <usize>columns * pixel;
  const eights = channels & ~7;
  memory.fill(dw, 0, <usize>count * pixel);
  for (let n = 0; n < images; n++) {
    let image = x;
    if (pad) {
      padImage(x, height, width, channels, top, left, paddedHeight, paddedWidth, padded);
      image = padded;
    }
    let t = 0;
    for (; t + 3 <= count; t += 3) {
      const table = taps + (<usize>t << 2);
      const first = <usize>load<u32>(table);
      const second = <usize>load<u32>(table, 4) - first;
      const third = <usize>load<u32>(table, 8) - first;
      const target = dw + <usize>t * pixel;
      for (let c = 0; c < eights; c += 8) {
        const at = <usize>c << 2;
        threeTaps(image + first + at, second, third, xRow, xStep, dy + at, rows, rowBytes, pixel, target + at, pixel);
      }
    }
    // What is left: the taps after the last three, and the channels after the last eight.
    const whole = t;
    for (t = 0; t < count; t++) {
      const skipped = t < whole ? eights : 0;
      if (skipped == channels) continue;
      const at = <usize>skipped << 2;
      const from = image + <usize>load<u32>(taps + (<usize>t << 2)) + at;
      oneTap(from, xRow, xStep, dy + at, rows, columns, pixel, channels - skipped, dw + <usize>t * pixel + at);
    }
    x += xImage;
    dy += <usize>rows * rowBytes;
  }
}

/** Each channel `times` times in a row: [pixels, channels] to [pixels, channels * times]. */
export function repeatChannels(x: usize, count: i32, times: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const value = load<f32>(x);
    for (let j = 0; j < times; j++) {
      store<f32>(out, value);
      out += 4;
    }
    x += 4;
  }
}

/** The adjoint: sums of `times` neighbours. */
export function sumChannels(x: usize, count: i32, times: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    let sum: f32 = 0;
    for (let j = 0; j < times; j++) {
      sum += load<f32>(x);
      x += 4;
    }
    store<f32>(out, sum);
    out += 4;
  }
}
