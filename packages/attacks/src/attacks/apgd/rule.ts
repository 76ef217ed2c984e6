import type * as tf from '@tensorflow/tfjs-core';
import type { AttackInput } from '../attack.ts';

/** What APGD remembers of one sample between its steps. */
export interface Memory {
  /** Length of a step, in units of the input. */
  step: number;
  /** The loss at the present point, and the highest so far. */
  loss: number;
  best: number;
  /** The highest loss at the last checkpoint, and how many steps since then raised the loss. */
  bestBefore: number;
  increases: number;
  /** The step was halved at the last checkpoint. */
  halvedBefore: boolean;
  /** L1: number of values in which the best point differs from the clean sample, and the part of all values that a step changes. */
  changed: number;
  share: number;
}

/** Where a climb is: points `[N, ...]` of the N samples that are still under way. */
export interface Place {
  readonly input: AttackInput;
  readonly at: tf.Tensor;
  readonly previous: tf.Tensor;
  /** The gradient at `at`. */
  readonly gradient: tf.Tensor;
  readonly best: tf.Tensor;
  readonly memory: readonly Memory[];
}

/** How APGD moves in a norm. */
export interface Rule {
  /** Length of the first steps, as a multiple of eps. */
  readonly stride: number;
  checkpoints(steps: number): readonly number[];
  /** Sets what the rule itself remembers, at the first point. */
  begin(place: Place): Promise<void>;
  /** The next point of each sample, in the ball and the bounds; the caller disposes it. */
  next(place: Place, first: boolean): Promise<tf.Tensor>;
  /**
   * Adapts `memory` at a checkpoint.
   * @param interval Steps since the last one.
   * @returns Which samples go back to their best point.
   */
  adapt(place: Place, interval: number): Promise<boolean[]>;
}

/** Radius of the ball of one sample. */
export function epsOf({ threat: { eps } }: AttackInput, sample: number): number {
  return typeof eps === 'number' ? eps : (eps[sample] ?? 0);
}
