/** Euclidean length. */
export function length(v: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += (v[i] as number) ** 2;
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

export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: a.length }, (_, i) => (a[i] as number) - (b[i] as number));
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
  const factor = Math.min(eps / Math.max(length(v), Number.MIN_VALUE), 1);
  return v.map((value) => factor * value);
}
