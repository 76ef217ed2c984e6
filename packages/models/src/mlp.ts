import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { checkCount, checkSeed } from './checks.ts';
import { ModelError } from './errors.ts';
import { seedStreams } from './seed-streams.ts';
import { torchInit } from './torch-init.ts';

export interface MlpOptions {
  /** Units of the input, of every hidden layer and of the output. Default: [784, 300, 100, 10], LeNet-300-100. */
  readonly units?: readonly number[];
  /** Shape of one example; its size must be the first of `units`. Default: one axis, `[units[0]]`. */
  readonly inputShape?: readonly number[];
  /** Integer seed of the initial weights. Default: 0. */
  readonly seed?: number;
}

const LENET_300_100 = [784, 300, 100, 10] as const;

function checkUnits(units: readonly number[], inputShape: readonly number[]): void {
  if (units.length < 2) {
    throw new ModelError(`mlp: units must name at least an input and an output, got [${units.join(', ')}].`);
  }
  for (const [i, value] of units.entries()) checkCount('mlp', `units[${i}]`, value);
  const size = inputShape.reduce((product, length) => product * length, 1);
  if (inputShape.length === 0 || size !== units[0] || inputShape.some((length) => !(length > 0))) {
    throw new ModelError(
      `mlp: inputShape must hold units[0] = ${units[0]} values, but [${inputShape.join(', ')}] does not.`,
    );
  }
}

/**
 * A multilayer perceptron with ReLU between its dense layers. The default is LeNet-300-100 of LeCun et al. 1998, with ReLU
 * for the tanh of its time, as in the lottery ticket hypothesis (arXiv:1803.03635): 266 610 weights.
 *
 * Input `[N, ...inputShape]`; output logits `[N, units.at(-1)]`. Weights start as PyTorch's do.
 *
 * @throws ModelError where `units` names fewer than two layers, one is not a positive integer, `inputShape` has another size
 * than the first, or the seed is not an integer.
 */
export function mlp({ units = LENET_300_100, inputShape, seed = 0 }: MlpOptions = {}): LayersModel {
  const shape = inputShape ?? [units[0] ?? 0];
  checkUnits(units, shape);
  checkSeed('mlp', seed);

  const stream = seedStreams(seed);
  const model = sequential({ name: 'mlp' });
  if (shape.length > 1) model.add(layers.flatten({ name: 'flatten', inputShape: [...shape] }));
  const last = units.length - 1;
  for (let i = 1; i <= last; i++) {
    model.add(
      layers.dense({
        name: i === last ? 'logits' : `dense${i}`,
        units: units[i] as number,
        ...torchInit(units[i - 1] as number, stream()),
        ...(i === last ? {} : { activation: 'relu' }),
        ...(i === 1 && shape.length === 1 ? { inputShape: [...shape] } : {}),
      }),
    );
  }
  return model;
}
