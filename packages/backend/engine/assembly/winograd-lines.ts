// The one-dimensional transforms of Winograd's minimal filtering with 6 products at the points 0, 1, -1, 2, -2 and infinity:
// F(4, 3), four outputs of a filter of three taps, and F(2, 5), two outputs of five taps (Lavin and Gray 2016,
// arXiv:1509.09308, whose matrices B, G and A these are; B is the same for both). Each function reads a line of vectors,
// `fromStep` bytes apart, and writes one.

// @ts-ignore: decorator
@inline
function times(factor: f32, x: v128): v128 {
  return f32x4.mul(f32x4.splat(factor), x);
}

/** B' d: six inputs to six places. */
// @ts-ignore: decorator
@inline
export function inputLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const d1 = v128.load(from + fromStep);
  const d2 = v128.load(from + 2 * fromStep);
  const d3 = v128.load(from + 3 * fromStep);
  const d4 = v128.load(from + 4 * fromStep);
  const near = f32x4.sub(d4, d2);
  const far = f32x4.sub(d3, d1);
  const even = f32x4.sub(d4, times(4, d2));
  const odd = f32x4.sub(d3, times(4, d1));
  const twice = f32x4.add(far, far);
  v128.store(to, f32x4.add(times(4, f32x4.sub(v128.load(from), d2)), near));
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + 2 * toStep, f32x4.sub(even, odd));
  v128.store(to + 3 * toStep, f32x4.add(near, twice));
  v128.store(to + 4 * toStep, f32x4.sub(near, twice));
  const last = f32x4.sub(v128.load(from + 5 * fromStep), d3);
  v128.store(to + 5 * toStep, f32x4.sub(last, times(4, far)));
}

/** G g of F(4, 3): three taps to six places. */
// @ts-ignore: decorator
@inline
export function filterLine3(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + fromStep);
  const g2 = v128.load(from + 2 * fromStep);
  const outer = times(-1.0 / 6, f32x4.add(g0, g2));
  const middle = times(1.0 / 6, g1);
  const wide = f32x4.add(times(1.0 / 24, g0), times(1.0 / 6, g2));
  const half = times(1.0 / 12, g1);
  v128.store(to, times(0.25, g0));
  v128.store(to + toStep, f32x4.sub(outer, middle));
  v128.store(to + 2 * toStep, f32x4.add(outer, middle));
  v128.store(to + 3 * toStep, f32x4.add(wide, half));
  v128.store(to + 4 * toStep, f32x4.sub(wide, half));
  v128.store(to + 5 * toStep, g2);
}

/** A' m of F(4, 3): six places to four outputs. */
// @ts-ignore: decorator
@inline
export function outputLine4(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m1 = v128.load(from + fromStep);
  const m2 = v128.load(from + 2 * fromStep);
  const m3 = v128.load(from + 3 * fromStep);
  const m4 = v128.load(from + 4 * fromStep);
  const a = f32x4.add(m1, m2);
  const b = f32x4.sub(m1, m2);
  const c = f32x4.add(m3, m4);
  const d = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(v128.load(from), a), c));
  v128.store(to + toStep, f32x4.add(b, f32x4.add(d, d)));
  v128.store(to + 2 * toStep, f32x4.add(a, times(4, c)));
  v128.store(to + 3 * toStep, f32x4.add(f32x4.add(b, times(8, d)), v128.load(from + 5 * fromStep)));
}

/** A d of F(4, 3): four signals to six places, the adjoint of `outputLine4`. */
// @ts-ignore: decorator
@inline
export function signalLine4(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + fromStep);
  const d2 = v128.load(from + 2 * fromStep);
  const d3 = v128.load(from + 3 * fromStep);
  const even = f32x4.add(d0, d2);
  const odd = f32x4.add(d1, d3);
  const wideEven = f32x4.add(d0, times(4, d2));
  const wideOdd = f32x4.add(f32x4.add(d1, d1), times(8, d3));
  v128.store(to, d0);
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + 2 * toStep, f32x4.sub(even, odd));
  v128.store(to + 3 * toStep, f32x4.add(wideEven, wideOdd));
  v128.store(to + 4 * toStep, f32x4.sub(wideEven, wideOdd));
  v128.store(to + 5 * toStep, d3);
}

/** G' s of F(4, 3): six places to three taps, the adjoint of `filterLine3`. */
// @ts-ignore: decorator
@inline
export function tapLine3(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const s1 = v128.load(from + fromStep);
  const s2 = v128.load(from + 2 * fromStep);
  const s3 = v128.load(from + 3 * fromStep);
  const s4 = v128.load(from + 4 * fromStep);
  const a = times(1.0 / 6, f32x4.add(s1, s2));
  const b = f32x4.add(s3, s4);
  const middle = f32x4.add(times(1.0 / 6, f32x4.sub(s2, s1)), times(1.0 / 12, f32x4.sub(s3, s4)));
  v128.store(to, f32x4.add(f32x4.sub(times(0.25, v128.load(from)), a), times(1.0 / 24, b)));
  v128.store(to + toStep, middle);
  v128.store(to + 2 * toStep, f32x4.add(f32x4.sub(times(1.0 / 6, b), a), v128.load(from + 5 * fromStep)));
}

/** G g of F(2, 5): five taps to six places. */
// @ts-ignore: decorator
@inline
export function filterLine5(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + fromStep);
  const g2 = v128.load(from + 2 * fromStep);
  const g3 = v128.load(from + 3 * fromStep);
  const g4 = v128.load(from + 4 * fromStep);
  const even = times(-1.0 / 6, f32x4.add(f32x4.add(g0, g2), g4));
  const odd = times(1.0 / 6, f32x4.add(g1, g3));
  const wideEven = f32x4.add(times(1.0 / 24, g0), f32x4.add(times(1.0 / 6, g2), times(2.0 / 3, g4)));
  const wideOdd = f32x4.add(times(1.0 / 12, g1), times(1.0 / 3, g3));
  v128.store(to, times(0.25, g0));
  v128.store(to + toStep, f32x4.sub(even, odd));
  v128.store(to + 2 * toStep, f32x4.add(even, odd));
  v128.store(to + 3 * toStep, f32x4.add(wideEven, wideOdd));
  v128.store(to + 4 * toStep, f32x4.sub(wideEven, wideOdd));
  v128.store(to + 5 * toStep, g4);
}

/** A' m of F(2, 5): six places to two outputs. */
// @ts-ignore: decorator
@inline
export function outputLine2(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m1 = v128.load(from + fromStep);
  const m2 = v128.load(from + 2 * fromStep);
  const m3 = v128.load(from + 3 * fromStep);
  const m4 = v128.load(from + 4 * fromStep);
  const far = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(v128.load(from), f32x4.add(f32x4.add(m1, m2), f32x4.add(m3, m4))));
  const second = f32x4.add(f32x4.sub(m1, m2), f32x4.add(far, far));
  v128.store(to + toStep, f32x4.add(second, v128.load(from + 5 * fromStep)));
}

/** A d of F(2, 5): two signals to six places, the adjoint of `outputLine2`. */
// @ts-ignore: decorator
@inline
export function signalLine2(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + fromStep);
  const twice = f32x4.add(d1, d1);
  v128.store(to, d0);
  v128.store(to + toStep, f32x4.add(d0, d1));
  v128.store(to + 2 * toStep, f32x4.sub(d0, d1));
  v128.store(to + 3 * toStep, f32x4.add(d0, twice));
  v128.store(to + 4 * toStep, f32x4.sub(d0, twice));
  v128.store(to + 5 * toStep, d1);
}

/** G' s of F(2, 5): six places to five taps, the adjoint of `filterLine5`. */
// @ts-ignore: decorator
@inline
export function tapLine5(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const s1 = v128.load(from + fromStep);
  const s2 = v128.load(from + 2 * fromStep);
  const s3 = v128.load(from + 3 * fromStep);
  const s4 = v128.load(from + 4 * fromStep);
  const sum = times(1.0 / 6, f32x4.add(s1, s2));
  const difference = times(1.0 / 6, f32x4.sub(s2, s1));
  const wideSum = f32x4.add(s3, s4);
  const wideDifference = f32x4.sub(s3, s4);
  v128.store(to, f32x4.add(f32x4.sub(times(0.25, v128.load(from)), sum), times(1.0 / 24, wideSum)));
  v128.store(to + toStep, f32x4.add(difference, times(1.0 / 12, wideDifference)));
  v128.store(to + 2 * toStep, f32x4.sub(times(1.0 / 6, wideSum), sum));
  v128.store(to + 3 * toStep, f32x4.add(difference, times(1.0 / 3, wideDifference)));
  const last = f32x4.add(f32x4.sub(times(2.0 / 3, wideSum), sum), v128.load(from + 5 * fromStep));
  v128.store(to + 4 * toStep, last);
}
