import { BatchNorm } from '@gradlab/models';
import {
  losses,
  mul,
  type Scalar,
  sub,
  type Tensor,
  tensor2d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { LinearProblem, Pair } from './linear-problem.ts';

/**
 * Descent on the unscaled features with a batch norm before the weights, whole data as one batch: what the z-score does by hand.
 * @returns the weights behind the norm, before the first step and after each
 */
export function normedDescent(
  { xs, ys, points }: LinearProblem,
  rate: number,
  steps: number,
): readonly Pair[] {
  const norm = new BatchNorm({ inputShape: [2], center: false, scale: false, epsilon: 1e-5 });
  const dense = layers.dense({ units: 1, useBias: false, kernelInitializer: 'zeros' });
  const model = sequential({ layers: [norm, dense] });
  const [x, y] = [tensor2d(xs, [points, 2]), tensor2d(ys, [points, 1])];
  const kernel = dense.trainableWeights[0]?.read() as Variable;
  const path: Pair[] = [[0, 0]];
  const loss = () =>
    mul(losses.meanSquaredError(y, model.apply(x, { training: true }) as Tensor), 0.5) as Scalar;
  for (let step = 0; step < steps; step++) {
    tidy(() => {
      const { grads } = variableGrads(loss, [kernel]);
      kernel.assign(sub(kernel, mul(grads[kernel.name] as Tensor, rate)));
    });
    path.push([...kernel.dataSync()] as unknown as Pair);
  }
  for (const thing of [x, y, model]) thing.dispose();
  return path;
}
