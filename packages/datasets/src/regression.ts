import { partSeed } from './part-seed.ts';
import { validSeed } from './permutation.ts';
import { normalFrom, validCount, validNoise } from './random.ts';
import { type RowsDataset, rowsDataset } from './rows-dataset.ts';

export interface RegressionOptions {
  /** Number of training points. */
  readonly train?: number;
  /** Number of test points. */
  readonly test?: number;
  /** Standard deviation of the normal noise that is added to every target, of both parts. */
  readonly noise?: number;
  /** Integer in [0, 2^32). Default 0. */
  readonly seed?: number;
}

/** Points of a function: inputs float32 `[features]`, targets float32 `[1]`, no classes. */
export interface RegressionData {
  readonly train: RowsDataset<Float32Array, Float32Array>;
  readonly test: RowsDataset<Float32Array, Float32Array>;
}

/** A function to be learned. */
export interface Problem {
  readonly name: string;
  /** Numbers that are drawn for one point, and numbers that a model sees of it. */
  readonly drawn: number;
  readonly features: number;
  /** A source of the numbers of one point after the other. */
  draw(seed: number): () => number;
  /** What a model sees of a point. Default: the numbers themselves. */
  readonly present?: (point: Float32Array) => ArrayLike<number>;
  /** The target of a point, without noise. */
  truth(point: Float32Array): number;
}

function points({ name, ...problem }: Problem, count: number, noise: number, seed: number) {
  const { drawn, features, draw, present, truth } = problem;
  const inputs = new Float32Array(count * features);
  const targets = new Float32Array(count);
  // Streams of their own: the same points with and without noise.
  const next = draw(partSeed(seed, 0));
  const error = normalFrom(partSeed(seed, 1), noise);
  for (let i = 0; i < count; i++) {
    // Rounded first, so that the target belongs to the input that is stored.
    const point = Float32Array.from({ length: drawn }, next);
    inputs.set(present ? present(point) : point, i * features);
    targets[i] = truth(point) + error();
  }
  return rowsDataset({
    name,
    inputs: { data: inputs, shape: [features] },
    targets: { data: targets, shape: [1] },
  });
}

/** Training and test points, which have nothing in common: the number of one does not change the other. */
export function regression(problem: Problem, options: Required<RegressionOptions>): RegressionData {
  const { train, test, noise, seed } = options;
  validSeed(seed);
  validNoise(noise, problem.name);
  const part = (name: string, count: number, number: number) =>
    points(
      { ...problem, name: `${problem.name}-${name}` },
      validCount(count, name, problem.name),
      noise,
      partSeed(seed, number),
    );
  return { train: part('train', train, 0), test: part('test', test, 1) };
}
