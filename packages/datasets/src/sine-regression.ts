import { uniformFrom } from './random.ts';
import { type RegressionData, type RegressionOptions, regression } from './regression.ts';

/**
 * y = sin x for x uniform on [-2 pi, 2 pi]. Inputs `[1]`, targets `[1]`.
 *
 * @param options train = 1000, test = 200, noise = 0, seed = 0
 * @throws InvalidArgumentError when an option is out of range
 */
export function sineRegression(options: RegressionOptions = {}): RegressionData {
  const { train = 1000, test = 200, noise = 0, seed = 0 } = options;
  const problem = {
    name: 'sine',
    drawn: 1,
    features: 1,
    draw: (stream: number) => uniformFrom(stream, -2 * Math.PI, 2 * Math.PI),
    truth: ([x]: Float32Array) => Math.sin(x as number),
  };
  return regression(problem, { train, test, noise, seed });
}
