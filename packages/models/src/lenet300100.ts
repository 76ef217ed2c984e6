import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkCount } from './checks.ts';
import { mlp } from './mlp.ts';

export interface Lenet300100Config {
  /** Number of classes, the width of the output. Default: 10. */
  readonly classes?: number;
  /** Shape of one example. Default: one axis of 784. */
  readonly inputShape?: readonly number[];
  /** Integer seed of the initial weights. Default: 0. */
  readonly seed?: number;
}

/**
 * LeNet-300-100 of LeCun et al. 1998, with ReLU as in the lottery ticket hypothesis (arXiv:1803.03635): {@link mlp} of 300, 100
 * and `classes` units over any input. 266 610 weights with the defaults.
 *
 * Input `[N, ...inputShape]`; output logits `[N, classes]`. Weights start as PyTorch's do.
 *
 * @throws ModelError where an option describes no network.
 */
export function lenet300100({
  classes = 10,
  inputShape = [784],
  seed = 0,
}: Lenet300100Config = {}): LayersModel {
  checkCount('lenet300100', 'classes', classes);
  for (const [i, length] of inputShape.entries()) checkCount('lenet300100', `inputShape[${i}]`, length);
  const inputs = inputShape.reduce((product, length) => product * length, 1);
  return mlp({ units: [inputs, 300, 100, classes], inputShape, seed });
}
