import { loadLanes, storeLanes } from './lanes';

/**
 * The gradient of max pooling for windows of 2 x 2 that lie side by side in the image, from its upper left corner: each dx is
 * written once, in two rows at a time. x and dx are `[batch, height, width, channels]`, dy is `[batch, height / 2, width / 2,
 * channels]`, rounded down; a last odd row or column gets zeros. Ties and NaN as in `maxPoolGradient`.
 */
export function maxPoolGradient2x2(
  x: usize,
  dy: usize,
  dx: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  for (let b = 0; b < batch; b++) {
    for (let i = height >> 1; i > 0; i--) {
      for (let j = width >> 1; j > 0; j--) {
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          route(true, x, dy, dx, pixel, rowBytes);
          x += 16;
          dy += 16;
          dx += 16;
        }
        for (; c < channels; c++) {
          route(false, x, dy, dx, pixel, rowBytes);
          x += 4;
          dy += 4;
          dx += 4;
        }
        x += pixel;
        dx += pixel;
      }
      if (width & 1) {
        memory.fill(dx, 0, pixel);
        memory.fill(dx + rowBytes, 0, pixel);
        x += pixel;
        dx += pixel;
      }
      x += rowBytes;
      dx += rowBytes;
    }
    if (height & 1) {
      memory.fill(dx, 0, rowBytes);
      x += rowBytes;
      dx += rowBytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function route(four: bool, x: usize, dy: usize, dx: usize, pixel: usize, rowBytes: usize): void {
  const x0 = loadLanes(four, x);
  const x1 = loadLanes(four, x + pixel);
  const x2 = loadLanes(four, x + rowBytes);
  const x3 = loadLanes(four, x + rowBytes + pixel);
  const signal = loadLanes(four, dy);
  const lowest = f32x4.splat(-Infinity);
  const best0 = f32x4.pmax(lowest, x0);
  const best1 = f32x4.pmax(best0, x1);
  const best2 = f32x4.pmax(best1, x2);
  // A place wins if it beats all places before it and none after it does.
  const beats0 = f32x4.gt(x0, lowest);
  const beats1 = f32x4.gt(x1, best0);
  const beats2 = f32x4.gt(x2, best1);
  const beats3 = f32x4.gt(x3, best2);
  const after1 = v128.or(beats2, beats3);
  storeLanes(four, dx, v128.and(signal, v128.andnot(beats0, v128.or(beats1, after1))));
  storeLanes(four, dx + pixel, v128.and(signal, v128.andnot(beats1, after1)));
  storeLanes(four, dx + rowBytes, v128.and(signal, v128.andnot(beats2, beats3)));
  storeLanes(four, dx + rowBytes + pixel, v128.and(signal, beats3));
}
