import { InvalidArgumentError } from './errors.ts';
import { normalFrom, validNumbers } from './random.ts';
import { type RegressionData, type RegressionOptions, regression } from './regression.ts';

export interface LinearOptions extends RegressionOptions {
  /** One weight for each feature. Default [2, -3.4]. */
  readonly weights?: readonly number[];
  /** Default 4.2. */
  readonly bias?: number;
  /** Standard deviation of each feature: far from each other, they make the error surface a narrow valley. Default [1, 100]. */
  readonly scales?: readonly number[];
}

/**
 * y = w x + b + noise, with independent normal features of mean 0 that differ in scale: what normalization is for. Inputs `[features]`,
 * targets `[1]`.
 *
 * @param options train = 1000, test = 200, noise = 0.01, seed = 0
 * @throws InvalidArgumentError when an option is out of range, or weights and scales differ in number
 */
export function linearRegression(options: LinearOptions = {}): RegressionData {
  const { train = 1000, test = 200, noise = 0.01, seed = 0 } = options;
  const { weights = [2, -3.4], bias = 4.2, scales = [1, 100] } = options;
  validNumbers([bias], 'bias', 'linearRegression');
  validNumbers(weights, 'weights', 'linearRegression');
  validNumbers(scales, 'scales', 'linearRegression');
  if (scales.length !== weights.length || scales.some((scale) => scale <= 0)) {
    throw new InvalidArgumentError(
      `linearRegression: scales is [${scales}] for ${weights.length} weights; pass one positive number for each.`,
    );
  }
  const problem = {
    name: 'linear',
    drawn: weights.length,
    features: weights.length,
    draw: (stream: number) => {
      const next = normalFrom(stream, 1);
      let i = 0;
      return () => next() * (scales[i++ % scales.length] as number);
    },
    truth: (point: Float32Array) => weights.reduce((sum, w, i) => sum + w * (point[i] as number), bias),
  };
  return regression(problem, { train, test, noise, seed });
}
