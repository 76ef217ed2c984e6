import { clone, keep, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type EarlyStoppingOptions, judge } from './early-stopping.ts';
import type { History } from './history.ts';

/** The weights of a run's best epoch, moving averages of batch norm included. */
export interface Best {
  /** To be called after each epoch: keeps the weights where it was the best. */
  readonly see: (history: History) => void;
  /** Gives the best weights to the model, where that is wanted. */
  readonly apply: () => void;
  /** What is kept; it stays this object's. */
  readonly tensors: () => readonly Tensor[] | undefined;
  /** Keeps these instead. They stay the caller's. */
  readonly restore: (tensors: readonly Tensor[]) => void;
  readonly dispose: () => void;
}

export function bestWeights(model: LayersModel, options: EarlyStoppingOptions): Best {
  const { restoreBest = true } = options;
  let kept: Tensor[] | undefined;
  const free = () => {
    for (const value of kept ?? []) value.dispose();
    kept = undefined;
  };
  const hold = (tensors: readonly Tensor[]) => {
    free();
    kept = tidy(() => tensors.map((value) => keep(clone(value))));
  };
  return {
    see: (history) => {
      const { bestEpoch } = judge(history, options);
      if (restoreBest && bestEpoch === history.length) hold(model.weights.map((weight) => weight.read()));
    },
    apply: () => {
      if (restoreBest && kept !== undefined) model.setWeights(kept);
    },
    tensors: () => kept,
    restore: hold,
    dispose: free,
  };
}
