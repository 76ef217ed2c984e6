import { madd } from './madd';

/** Eight vectors of one row of a b: 32 neighbouring columns. */
function columns32(depth: i32, a: usize, b: usize, bRow: usize, c: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
  for (let k = 0; k < depth; k++) {
    const factor = v128.load32_splat(a);
    c0 = madd(factor, v128.load(b), c0);
    c1 = madd(factor, v128.load(b, 16), c1);
    c2 = madd(factor, v128.load(b, 32), c2);
    c3 = madd(factor, v128.load(b, 48), c3);
    c4 = madd(factor, v128.load(b, 64), c4);
    c5 = madd(factor, v128.load(b, 80), c5);
    c6 = madd(factor, v128.load(b, 96), c6);
    c7 = madd(factor, v128.load(b, 112), c7);
    a += 4;
    b += bRow;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(c, c4, 64);
  v128.store(c, c5, 80);
  v128.store(c, c6, 96);
  v128.store(c, c7, 112);
}

function columns4(depth: i32, a: usize, b: usize, bRow: usize, c: usize): void {
  let sum = f32x4.splat(0);
  for (let k = 0; k < depth; k++) {
    sum = madd(v128.load32_splat(a), v128.load(b), sum);
    a += 4;
    b += bRow;
  }
  v128.store(c, sum);
}

function column(depth: i32, a: usize, b: usize, bRow: usize, c: usize): void {
  let sum: f32 = 0;
  for (let k = 0; k < depth; k++) {
    sum += load<f32>(a) * load<f32>(b);
    a += 4;
    b += bRow;
  }
  store<f32>(c, sum);
}

/** The product of two contiguous vectors. */
function dot(depth: i32, a: usize, b: usize): f32 {
  let s0 = f32x4.splat(0);
  let s1 = s0, s2 = s0, s3 = s0;
  let k = 0;
  for (; k + 16 <= depth; k += 16) {
    s0 = madd(v128.load(a), v128.load(b), s0);
    s1 = madd(v128.load(a, 16), v128.load(b, 16), s1);
    s2 = madd(v128.load(a, 32), v128.load(b, 32), s2);
    s3 = madd(v128.load(a, 48), v128.load(b, 48), s3);
    a += 64;
    b += 64;
  }
  const sums = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  let sum =
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
  for (; k < depth; k++) {
    sum += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
  }
  return sum;
}

/**
 * c = a b for few rows, as in predicting one sample: b is read once a row and not packed, which would take longer than the
 * product. Row-major; `a` is [rows, depth], `b` is [depth, columns], or [columns, depth] where transposed.
 */
export function thinProduct(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  b: usize,
  transposeB: bool,
  c: usize,
): void {
  const aRow = <usize>depth << 2;
  const bRow = <usize>(transposeB ? depth : columns) << 2;
  for (let r = 0; r < rows; r++) {
    let j = 0;
    if (transposeB) {
      for (; j < columns; j++) store<f32>(c + (<usize>j << 2), dot(depth, a, b + <usize>j * bRow));
    } else {
      for (; j + 32 <= columns; j += 32) columns32(depth, a, b + (<usize>j << 2), bRow, c + (<usize>j << 2));
      for (; j + 4 <= columns; j += 4) columns4(depth, a, b + (<usize>j << 2), bRow, c + (<usize>j << 2));
      for (; j < columns; j++) column(depth, a, b + (<usize>j << 2), bRow, c + (<usize>j << 2));
    }
    a += aRow;
    c += <usize>columns << 2;
  }
}
