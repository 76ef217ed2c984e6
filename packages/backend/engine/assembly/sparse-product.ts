import { loadLanes, storeLanes } from './lanes';
import { madd } from './madd';

// Products with a matrix that is nearly all zeros, as one-hot codes are: only what is not zero is multiplied.

/** One number in so many may be other than 0. */
const SPARSE: i32 = 16;
/** After so many more than that in what has been seen, the rest is not looked at. */
const DENSE_START: i32 = 32;

/** Whether at most one in SPARSE numbers is not 0. Usually it takes a few dozen numbers to see that they are not. */
export function isSparse(x: usize, count: i32): bool {
  const zero = f32x4.splat(0);
  let found = 0;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    found += popcnt(i32x4.bitmask(f32x4.ne(v128.load(x), zero)));
    if (found > i / SPARSE + DENSE_START) return false;
    x += 16;
  }
  for (; i < count; i++) {
    if (load<f32>(x) != 0) found++;
    x += 4;
  }
  return found <= count / SPARSE;
}

/** Whether no number is NaN or infinite: then zeros times them are 0. */
export function allFinite(x: usize, count: i32): bool {
  const zero = f32x4.splat(0);
  let a = zero;
  let b = zero;
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    a = f32x4.add(a, f32x4.mul(v128.load(x), zero));
    b = f32x4.add(b, f32x4.mul(v128.load(x, 16), zero));
    x += 32;
  }
  for (; i < count; i++) {
    a = f32x4.add(a, f32x4.mul(loadLanes(false, x), zero));
    x += 4;
  }
  a = f32x4.add(a, b);
  return v128.any_true(f32x4.ne(a, a)) == 0;
}

/** y += a x. */
function addScaled(count: i32, a: f32, x: usize, y: usize): void {
  const factor = f32x4.splat(a);
  const end = x + (<usize>count << 2);
  for (; x + 32 <= end; x += 32) {
    const first = madd(factor, v128.load(x), v128.load(y));
    const second = madd(factor, v128.load(x, 16), v128.load(y, 16));
    v128.store(y, first);
    v128.store(y, second, 16);
    y += 32;
  }
  for (; x < end; x += 4) {
    storeLanes(false, y, madd(factor, loadLanes(false, x), loadLanes(false, y)));
    y += 4;
  }
}

/** c = a b for a sparse a `[rows, depth]`, transposed: `[depth, rows]`, and a finite b `[depth, columns]`. */
export function sparseProduct(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  transposed: bool,
  b: usize,
  c: usize,
): void {
  const rowBytes = <usize>columns << 2;
  memory.fill(c, 0, <usize>rows * rowBytes);
  const height = transposed ? depth : rows;
  const width = transposed ? rows : depth;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const value = load<f32>(a);
      a += 4;
      if (value == 0) continue;
      const k = transposed ? i : j;
      const r = transposed ? j : i;
      addScaled(columns, value, b + <usize>k * rowBytes, c + <usize>r * rowBytes);
    }
  }
}
