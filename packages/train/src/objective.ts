import type { NamedTensorMap, Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** One training batch, as an objective sees it. Everything in it stays the trainer's. */
export interface ObjectiveBatch {
  readonly model: LayersModel;
  /** Inputs `[N, ...]`, after the transform. */
  readonly xs: Tensor;
  /** Targets. */
  readonly ys: Tensor;
  /** Batches before this one in the whole run. */
  readonly step: number;
  /** Of this batch alone: it follows from the run's seed and `step`, so that a repeated or resumed run draws the same. */
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** What one batch came to. */
export interface Minimised {
  /** The mean over the batch that gradient descent makes smaller; penalties of regularizers are added to it. */
  readonly loss: Scalar;
  /** What the metrics are measured on. */
  readonly outputs: Tensor;
  /** Other outputs that deserve metrics: `{ adversarial }` is reported as `adversarialAccuracy`. */
  readonly others?: Readonly<Record<string, Tensor>>;
}

/**
 * What training minimises, where that is more than a loss of the model's outputs on the batch: adversarial training, distillation, a penalty
 * on attention.
 */
export interface Objective {
  /**
   * What the loss needs and must not be differentiated: adversarial samples, a teacher's logits. Called before the step; the trainer
   * disposes the tensors after it.
   */
  prepare?(batch: ObjectiveBatch): NamedTensorMap | Promise<NamedTensorMap>;
  /**
   * The loss of a batch, recorded for differentiation and tidied.
   * @param forward applies the model in training mode.
   */
  loss(
    batch: ObjectiveBatch,
    prepared: NamedTensorMap,
    forward: (xs: Tensor) => Tensor | Tensor[],
  ): Minimised;
  /** Updates made on each batch before the next one comes; a positive integer. Default: 1. */
  readonly replays?: number;
  /** Variables of the objective itself, for whose gradients it asks. They are part of checkpoints. Asked for after `prepare`. */
  variables?(): readonly Variable[];
  /** Is given their gradients, by the variables' names; tidied. */
  update?(gradients: NamedTensorMap): void;
  /** Is given the values of its variables from a checkpoint, which stay the caller's. */
  restore?(values: readonly Tensor[]): void;
  dispose?(): void;
}

/** Makes an objective for one run, which may own tensors that end with it. */
export type ObjectiveRecipe = () => Objective;

/** A seed of its own for every batch; those of neighbouring runs differ. */
export const batchSeed = (seed: number, step: number): number =>
  (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b)) >>> 1;
