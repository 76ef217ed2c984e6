import { loadLanes, storeLanes } from './lanes';

/** dx = dy where x > 0, else dy alpha, where x is `[rows, columns]` and alpha `[columns]`. */
export function preluGradient(x: usize, alpha: usize, dy: usize, dx: usize, rows: i32, columns: i32): void {
  if (columns == 1) {
    preluRow(true, x, alpha, dy, dx, rows);
    return;
  }
  const bytes = <usize>columns << 2;
  for (let r = 0; r < rows; r++) {
    preluRow(false, x, alpha, dy, dx, columns);
    x += bytes;
    dy += bytes;
    dx += bytes;
  }
}

/** `count` numbers, with a slope for each or one for all. */
// @ts-ignore: decorator
@inline
function preluRow(single: bool, x: usize, alpha: usize, dy: usize, dx: usize, count: i32): void {
  const slope = v128.load32_splat(alpha);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    route(true, x, single ? slope : v128.load(alpha), dy, dx);
    x += 16;
    if (!single) alpha += 16;
    dy += 16;
    dx += 16;
  }
  for (; i < count; i++) {
    route(false, x, single ? slope : loadLanes(false, alpha), dy, dx);
    x += 4;
    if (!single) alpha += 4;
    dy += 4;
    dx += 4;
  }
}

// @ts-ignore: decorator
@inline
function route(four: bool, x: usize, slope: v128, dy: usize, dx: usize): void {
  const signal = loadLanes(four, dy);
  const active = f32x4.gt(loadLanes(four, x), f32x4.splat(0));
  storeLanes(four, dx, v128.bitselect(signal, f32x4.mul(signal, slope), active));
}
