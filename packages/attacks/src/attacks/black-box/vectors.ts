/** Euclidean length. */
export function length(v: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += (v[i] as number) * (v[i] as number);
  return Math.sqrt(sum);
}

/** Largest absolute value. */
export function largest(v: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < v.length; i++) most = Math.max(most, Math.abs(v[i] as number));
  return most;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** `f(0), f(1), ...`: `Float64Array.from` with a function takes ten times as long. */
export function tabulated(size: number, f: (i: number) => number): Float64Array {
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = f(i);
  return values;
}

export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < result.length; i++) result[i] = (a[i] as number) - (b[i] as number);
  return result;
}

/** `factor * v`. */
export function scaled(v: ArrayLike<number>, factor: number): Float64Array {
  const result = new Float64Array(v.length);
  for (let i = 0; i < result.length; i++) result[i] = factor * (v[i] as number);
  return result;
}

/** `a + factor * b` within `[min, max]`. */
export function moved(
  a: ArrayLike<number>,
  factor: number,
  b: ArrayLike<number>,
  [min, max]: readonly [number, number],
): Float32Array {
  const sum = new Float32Array(a.length);
  for (let i = 0; i < sum.length; i++) {
    sum[i] = Math.min(Math.max((a[i] as number) + factor * (b[i] as number), min), max);
  }
  return sum;
}

/** The point of the ball of radius `eps` that is nearest to `v`. */
export function inBall(v: Float64Array, eps: number, norm: 'linf' | 'l2'): Float64Array {
  if (norm === 'linf') return v.map((value) => Math.min(Math.max(value, -eps), eps));
  return scaled(v, Math.min(eps / Math.max(length(v), Number.MIN_VALUE), 1));
}
