import { add, clone, keep, mul, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';

/** Running means of weights: average = decay average + (1 - decay) weight after every update (Polyak and Juditsky 1992). */
export interface WeightAverage {
  /** Takes in the weights as they are now. */
  readonly update: () => void;
  /** Exchanges weights and averages: once before they are used, once after. */
  readonly swap: () => void;
  /** The averages (the weights, while they are exchanged). They stay this object's. */
  readonly tensors: () => readonly Tensor[];
  readonly dispose: () => void;
}

/** @param start averages to go on from; default: the weights as they are. They stay the caller's. */
export function weightAverage(
  weights: readonly Variable[],
  decay: number,
  start?: readonly Tensor[],
): WeightAverage {
  const copies = (from: readonly Tensor[]) => tidy(() => from.map((value) => keep(add(value, 0))));
  let averages = copies(start ?? weights);
  return {
    update: () => {
      const next = tidy(() =>
        averages.map((average, i) => keep(add(mul(average, decay), mul(weights[i] as Variable, 1 - decay)))),
      );
      for (const average of averages) average.dispose();
      averages = next;
    },
    swap: () => {
      const current = tidy(() => weights.map((weight) => keep(clone(weight))));
      for (const [i, weight] of weights.entries()) weight.assign(averages[i] as Tensor);
      for (const average of averages) average.dispose();
      averages = current;
    },
    tensors: () => averages,
    dispose: () => {
      for (const average of averages) average.dispose();
    },
  };
}
