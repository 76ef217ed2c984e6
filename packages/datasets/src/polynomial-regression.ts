import { normalFrom, validCount, validNumbers } from './random.ts';
import { type RegressionData, type RegressionOptions, regression } from './regression.ts';

export interface PolynomialOptions extends RegressionOptions {
  /** Highest power that a model sees, an integer >= 1: 1 underfits, 3 is the truth's, 20 overfits. Default 3. */
  readonly degree?: number;
  /** The truth: coefficient `i` belongs to `x^i / i!`. Default [5, 1.2, -3.4, 5.6]. */
  readonly coefficients?: readonly number[];
}

/**
 * `x^i / i!` for `i` from 1 to `degree`, row-major `[N, degree]`: the factorials keep high powers small.
 *
 * @param x `[N]`
 * @throws InvalidArgumentError when `degree` is no integer of at least 1
 */
export function polynomialFeatures(x: ArrayLike<number>, degree: number): Float32Array {
  validCount(degree, 'degree', 'polynomialFeatures');
  const features = new Float32Array(x.length * degree);
  for (let row = 0; row < x.length; row++) {
    let term = 1;
    for (let i = 1; i <= degree; i++) {
      term *= (x[row] as number) / i;
      features[row * degree + i - 1] = term;
    }
  }
  return features;
}

/** The polynomial by Horner's rule: c0 + x (c1 + x/2 (c2 + x/3 (c3 + ...))). */
const polynomial = (x: number, coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, coefficient, i) => coefficient + (sum * x) / (i + 1), 0);

/**
 * Noisy points of y = 5 + 1.2x - 3.4 x^2/2! + 5.6 x^3/3! for standard normal x, shown to the model as the powers `x^1/1! .. x^degree/degree!`: Zhang et
 * al., "Dive into Deep Learning", on underfitting and overfitting. The points do not depend on `degree`. Inputs `[degree]`, targets `[1]`.
 *
 * @param options train = 100, test = 100, noise = 0.1, degree = 3, seed = 0
 * @throws InvalidArgumentError when an option is out of range
 */
export function polynomialRegression(options: PolynomialOptions = {}): RegressionData {
  const { train = 100, test = 100, noise = 0.1, seed = 0 } = options;
  const { degree = 3, coefficients = [5, 1.2, -3.4, 5.6] } = options;
  validNumbers(coefficients, 'coefficients', 'polynomialRegression');
  const problem = {
    name: 'polynomial',
    drawn: 1,
    features: validCount(degree, 'degree', 'polynomialRegression'),
    draw: (stream: number) => normalFrom(stream, 1),
    present: (point: Float32Array) => polynomialFeatures(point, degree),
    truth: ([x]: Float32Array) => polynomial(x as number, coefficients),
  };
  return regression(problem, { train, test, noise, seed });
}
