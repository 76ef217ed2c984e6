// Winograd's minimal filtering F(2x2, 3x3): 16 products instead of 36 for four outputs of a 3 x 3 filter
// (Lavin and Gray 2016, arXiv:1509.09308; the matrices B, G and A are theirs). Every 4 x 4 tile of the input is transformed,
// multiplied channel by channel at each of its 16 places, and transformed back.
//
// Layouts: `spectrum` arrays are [16 places, rows, columns], `place` bytes from place to place.

/** B' d B of one tile for all channels. `x` points at the tile's first pixel; channels is a multiple of 4. */
export function transformInput(x: usize, xRow: usize, channels: i32, out: usize, place: usize): void {
  const pixel = <usize>channels << 2;
  const end = x + pixel;
  while (x < end) {
    const x1 = x + xRow;
    const x2 = x1 + xRow;
    const x3 = x2 + xRow;
    differenceRow(x, x2, pixel, out, place);
    sumRow(x1, x2, pixel, out + 4 * place, place);
    differenceRow(x2, x1, pixel, out + 8 * place, place);
    differenceRow(x1, x3, pixel, out + 12 * place, place);
    x += 16;
    out += 16;
  }
}

// @ts-ignore: decorator
@inline
function differenceRow(a: usize, b: usize, pixel: usize, out: usize, place: usize): void {
  const t0 = f32x4.sub(v128.load(a), v128.load(b));
  const t1 = f32x4.sub(v128.load(a + pixel), v128.load(b + pixel));
  const t2 = f32x4.sub(v128.load(a + 2 * pixel), v128.load(b + 2 * pixel));
  const t3 = f32x4.sub(v128.load(a + 3 * pixel), v128.load(b + 3 * pixel));
  storeRow(t0, t1, t2, t3, out, place);
}

// @ts-ignore: decorator
@inline
function sumRow(a: usize, b: usize, pixel: usize, out: usize, place: usize): void {
  const t0 = f32x4.add(v128.load(a), v128.load(b));
  const t1 = f32x4.add(v128.load(a + pixel), v128.load(b + pixel));
  const t2 = f32x4.add(v128.load(a + 2 * pixel), v128.load(b + 2 * pixel));
  const t3 = f32x4.add(v128.load(a + 3 * pixel), v128.load(b + 3 * pixel));
  storeRow(t0, t1, t2, t3, out, place);
}

// @ts-ignore: decorator
@inline
function storeRow(t0: v128, t1: v128, t2: v128, t3: v128, out: usize, place: usize): void {
  v128.store(out, f32x4.sub(t0, t2));
  v128.store(out + place, f32x4.add(t1, t2));
  v128.store(out + 2 * place, f32x4.sub(t2, t1));
  v128.store(out + 3 * place, f32x4.sub(t1, t3));
}

/**
 * G g G' of a packed filter: `panels` is [panel, 9 taps, depth, 8], `out` is [16 places, panel, depth, 8].
 */
export function transformFilter(panels: usize, depth: i32, count: i32, out: usize): void {
  const tap = <usize>depth << 5;
  const place = tap * <usize>count;
  for (let p = 0; p < count; p++) {
    for (let c: usize = 0; c < tap; c += 16) filterTile(panels + c, tap, out + c, place);
    panels += 9 * tap;
    out += tap;
  }
}

// @ts-ignore: decorator
@inline
function filterTile(g: usize, tap: usize, out: usize, place: usize): void {
  for (let row: usize = 0; row < 4; row++) {
    const t0 = filterRow(g, 3 * tap, row);
    const t1 = filterRow(g + tap, 3 * tap, row);
    const t2 = filterRow(g + 2 * tap, 3 * tap, row);
    const half = f32x4.splat(0.5);
    const outer = f32x4.mul(half, f32x4.add(t0, t2));
    const middle = f32x4.mul(half, t1);
    const to = out + 4 * row * place;
    v128.store(to, t0);
    v128.store(to + place, f32x4.add(outer, middle));
    v128.store(to + 2 * place, f32x4.sub(outer, middle));
    v128.store(to + 3 * place, t2);
  }
}

/** Row `row` of G times a column of three taps. */
function filterRow(g: usize, step: usize, row: usize): v128 {
  if (row == 0) return v128.load(g);
  if (row == 3) return v128.load(g + 2 * step);
  const outer = f32x4.add(v128.load(g), v128.load(g + 2 * step));
  const middle = v128.load(g + step);
  const half = f32x4.splat(0.5);
  return f32x4.mul(half, row == 1 ? f32x4.add(outer, middle) : f32x4.sub(outer, middle));
}

/**
 * A' m A of one tile, plus bias, for all channels; writes its `height` x `width` (1 or 2) pixels. `m` has its channels rounded
 * up; channels is a multiple of 4. Returns `check`, which turns NaN with the first result that is not finite.
 */
export function transformOutput(
  m: usize,
  place: usize,
  channels: i32,
  bias: usize,
  relu: bool,
  y: usize,
  yRow: usize,
  height: i32,
  width: i32,
  check: v128,
): v128 {
  const zero = f32x4.splat(0);
  const pixel = <usize>channels << 2;
  for (let c: usize = 0; c < pixel; c += 16) {
    const start = v128.load(bias + c);
    let top: v128, bottom: v128;
    let a = v128.load(m);
    let b = v128.load(m + 4 * place);
    let d = v128.load(m + 8 * place);
    let e = v128.load(m + 12 * place);
    const t0 = f32x4.add(f32x4.add(a, b), d);
    const u0 = f32x4.sub(f32x4.sub(b, d), e);
    a = v128.load(m + place);
    b = v128.load(m + 5 * place);
    d = v128.load(m + 9 * place);
    e = v128.load(m + 13 * place);
    const t1 = f32x4.add(f32x4.add(a, b), d);
    const u1 = f32x4.sub(f32x4.sub(b, d), e);
    a = v128.load(m + 2 * place);
    b = v128.load(m + 6 * place);
    d = v128.load(m + 10 * place);
    e = v128.load(m + 14 * place);
    const t2 = f32x4.add(f32x4.add(a, b), d);
    const u2 = f32x4.sub(f32x4.sub(b, d), e);
    a = v128.load(m + 3 * place);
    b = v128.load(m + 7 * place);
    d = v128.load(m + 11 * place);
    e = v128.load(m + 15 * place);
    const t3 = f32x4.add(f32x4.add(a, b), d);
    const u3 = f32x4.sub(f32x4.sub(b, d), e);
    top = f32x4.add(start, f32x4.add(f32x4.add(t0, t1), t2));
    bottom = f32x4.add(start, f32x4.add(f32x4.add(u0, u1), u2));
    check = f32x4.add(check, f32x4.mul(f32x4.add(top, bottom), zero));
    const to = y + c;
    v128.store(to, relu ? f32x4.max(top, zero) : top);
    if (height > 1) v128.store(to + yRow, relu ? f32x4.max(bottom, zero) : bottom);
    if (width > 1) {
      top = f32x4.add(start, f32x4.sub(f32x4.sub(t1, t2), t3));
      bottom = f32x4.add(start, f32x4.sub(f32x4.sub(u1, u2), u3));
      check = f32x4.add(check, f32x4.mul(f32x4.add(top, bottom), zero));
      v128.store(to + pixel, relu ? f32x4.max(top, zero) : top);
      if (height > 1) v128.store(to + pixel + yRow, relu ? f32x4.max(bottom, zero) : bottom);
    }
    m += 16;
  }
  return check;
}

/** A d A' of one tile of the signal, the adjoint of `transformOutput`; pixels outside the image are zero. */
export function transformSignal(
  dy: usize,
  dyRow: usize,
  channels: i32,
  height: i32,
  width: i32,
  out: usize,
  place: usize,
): void {
  const zero = f32x4.splat(0);
  const pixel = <usize>channels << 2;
  const end = dy + pixel;
  while (dy < end) {
    const a = v128.load(dy);
    const b = width > 1 ? v128.load(dy + pixel) : zero;
    const c = height > 1 ? v128.load(dy + dyRow) : zero;
    const d = height > 1 && width > 1 ? v128.load(dy + dyRow + pixel) : zero;
    signalRow(a, b, out, place);
    signalRow(f32x4.add(a, c), f32x4.add(b, d), out + 4 * place, place);
    signalRow(f32x4.sub(a, c), f32x4.sub(b, d), out + 8 * place, place);
    signalRow(f32x4.neg(c), f32x4.neg(d), out + 12 * place, place);
    dy += 16;
    out += 16;
  }
}

// @ts-ignore: decorator
@inline
function signalRow(left: v128, right: v128, out: usize, place: usize): void {
  v128.store(out, left);
  v128.store(out + place, f32x4.add(left, right));
  v128.store(out + 2 * place, f32x4.sub(left, right));
  v128.store(out + 3 * place, f32x4.neg(right));
}

/** G' s G of a filter gradient's spectrum [16, rows, columns]; writes dw [9, rows, columns] of the filled columns. */
export function transformFilterGradient(
  spectrum: usize,
  rows: i32,
  columns: i32,
  filled: i32,
  dw: usize,
): void {
  const line = <usize>columns << 2;
  const place = <usize>rows * line;
  const dwLine = <usize>filled << 2;
  const dwTap = <usize>rows * dwLine;
  for (let r = 0; r < rows; r++) {
    for (let c: usize = 0; c < dwLine; c += 16) {
      const s = spectrum + c;
      for (let i: usize = 0; i < 3; i++) {
        const t0 = gradientColumn(s, 4 * place, i);
        const t1 = gradientColumn(s + place, 4 * place, i);
        const t2 = gradientColumn(s + 2 * place, 4 * place, i);
        const t3 = gradientColumn(s + 3 * place, 4 * place, i);
        const half = f32x4.splat(0.5);
        const sum = f32x4.mul(half, f32x4.add(t1, t2));
        const to = dw + 3 * i * dwTap + c;
        v128.store(to, f32x4.add(t0, sum));
        v128.store(to + dwTap, f32x4.mul(half, f32x4.sub(t1, t2)));
        v128.store(to + 2 * dwTap, f32x4.add(sum, t3));
      }
    }
    spectrum += line;
    dw += dwLine;
  }
}

/** Row `row` of G' times a column of four places. */
function gradientColumn(s: usize, step: usize, row: usize): v128 {
  const b = v128.load(s + step);
  const c = v128.load(s + 2 * step);
  const half = f32x4.splat(0.5);
  if (row == 1) return f32x4.mul(half, f32x4.sub(b, c));
  const sum = f32x4.mul(half, f32x4.add(b, c));
  return f32x4.add(sum, v128.load(row == 0 ? s : s + 3 * step));
}
