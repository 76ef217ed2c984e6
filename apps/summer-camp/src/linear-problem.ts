import { linearRegression } from '@gradlab/datasets';

export type Pair = readonly [number, number];

/** Two features and a target for each point, all of mean 0, so that no bias is needed and the error depends on two weights alone. */
export interface LinearProblem {
  /** Two numbers for each point. */
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly points: number;
}

/** A symmetric matrix [[a, b], [b, c]]. */
export interface Curvature {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** y = 2 u - 3.4 v + noise, where v is `scale` times as wide as u. */
export function illScaled(scale: number, points: number, seed: number): LinearProblem {
  const { train } = linearRegression({ train: points, test: 1, scales: [1, scale], noise: 0.1, seed });
  return centred({ xs: train.inputs, ys: train.targets, points });
}

/** Both features divided by their standard deviations too: the z-score. */
export function zScored({ xs, ys, points }: LinearProblem): LinearProblem & { readonly deviations: Pair } {
  const { a, c } = curvature({ xs, ys, points });
  const deviations = [Math.sqrt(a), Math.sqrt(c)] as const;
  return { xs: xs.map((x, i) => x / (deviations[i % 2] as number)), ys, points, deviations };
}

function centred({ xs, ys, points }: LinearProblem): LinearProblem {
  const means = [0, 1].map((feature) => sum(points, (i) => xs[2 * i + feature] as number) / points);
  const target = sum(points, (i) => ys[i] as number) / points;
  return { xs: xs.map((x, i) => x - (means[i % 2] as number)), ys: ys.map((y) => y - target), points };
}

/** How the error (half the mean square) curves: X'X / n. */
export function curvature({ xs, points }: LinearProblem): Curvature {
  const product = (one: number, other: number) =>
    sum(points, (i) => (xs[2 * i + one] as number) * (xs[2 * i + other] as number)) / points;
  return { a: product(0, 0), b: product(0, 1), c: product(1, 1) };
}

/** The smallest and the largest curvature of any direction. */
export function eigenvalues({ a, b, c }: Curvature): Pair {
  const middle = (a + c) / 2;
  const radius = Math.hypot((a - c) / 2, b);
  return [middle - radius, middle + radius];
}

/** The weights of the least error, from the normal equations. */
export function optimum(problem: LinearProblem): Pair {
  const { xs, ys, points } = problem;
  const { a, b, c } = curvature(problem);
  const [u, v] = [0, 1].map(
    (feature) => sum(points, (i) => (xs[2 * i + feature] as number) * (ys[i] as number)) / points,
  ) as [number, number];
  const determinant = a * c - b * b;
  return [(c * u - b * v) / determinant, (a * v - b * u) / determinant];
}

/** Error above the least one at weights `w`: half the curvature along the way from the optimum. */
export function excess({ a, b, c }: Curvature, best: Pair, [u, v]: Pair): number {
  const [du, dv] = [u - best[0], v - best[1]];
  return (a * du * du + 2 * b * du * dv + c * dv * dv) / 2;
}

function sum(count: number, of: (index: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += of(i);
  return total;
}
