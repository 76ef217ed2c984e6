import type * as tf from '@tensorflow/tfjs-core';
import type { Classifier, Model } from '../classifier/classifier.ts';
import type { ThreatModel } from '../threats/threat.ts';
import type { Cost } from './cost.ts';

export interface RunOptions {
  /** Aborts the run between its steps; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** `report` accepts a batch whose gradients are all exactly 0 and only marks it. Default `throw`. */
  readonly allZeroGradient?: 'throw' | 'report';
}

/**
 * An adversarial attack. Called, it returns the adversarial samples, a tensor like `xs`; `run` also says what
 * happened to each sample. It knows no model, so one attack serves many.
 *
 * `xs`: float32 `[N, ...]` within the classifier's bounds. `labels`: int32 `[N]`, the true classes, or for a targeted
 * attack the classes to reach. The whole batch goes through the model at once.
 * @throws AttackError of the kinds in `errors.ts` on bad inputs, labels, model outputs or gradients.
 */
export interface Attack {
  (model: Model, xs: tf.Tensor, labels: tf.Tensor, options?: RunOptions): Promise<tf.Tensor>;
  /** For example `fgsm`. */
  readonly id: string;
  /** Its eps is Infinity where the attack looks for the smallest change instead of using up a budget. */
  readonly threat: ThreatModel;
  readonly targeted: boolean;
  run(model: Model, xs: tf.Tensor, labels: tf.Tensor, options?: RunOptions): Promise<AttackResult>;
}

/** What an attack did to each of N samples. Only `adversarial` holds memory of the backend. */
export interface AttackResult {
  /** float32, shaped like the inputs, within the bounds. */
  readonly adversarial: tf.Tensor;
  /**
   * The attack reached its goal, by the model's prediction on `adversarial`, and the clean sample had not: untargeted,
   * the predicted class left the label; targeted, it became the label.
   */
  readonly success: readonly boolean[];
  /** The clean sample met the goal before the attack (untargeted: misclassified). It never counts as a success. */
  readonly alreadyMisclassified: readonly boolean[];
  /** The gradient was exactly 0, so the sample was left where the attack starts: as it was, or at a random start. */
  readonly zeroGradient: readonly boolean[];
  readonly cleanPredictions: Int32Array;
  readonly adversarialPredictions: Int32Array;
  /** Norms of `adversarial - xs` for each sample. */
  readonly distances: { readonly linf: Float32Array; readonly l2: Float32Array; readonly l1: Float32Array };
  /**
   * Forward passes without a gradient that the attack spent on each sample. The runner's own two predictions, of the clean
   * and of the adversarial samples, are not counted.
   */
  readonly queries: Int32Array;
  /** Gradients that the attack spent on each sample. */
  readonly gradients: Int32Array;
  /** Disposes `adversarial`. */
  dispose(): void;
}

/** What the body of an attack works with. Everything in it is checked and belongs to the runner. */
export interface AttackInput {
  readonly classifier: Classifier;
  readonly xs: tf.Tensor;
  readonly labels: tf.Tensor1D;
  readonly threat: ThreatModel;
  readonly targeted: boolean;
  readonly options: RunOptions;
  /** The places of these samples in the batch that the attack was called with. Default all, in order. */
  readonly rows?: readonly number[];
}

export interface Perturbed {
  /** Shaped like the inputs, within the threat model's ball; the runner clips it to the bounds and disposes it. */
  readonly adversarial: tf.Tensor;
  /** Which samples had a gradient of exactly 0. */
  readonly zeroGradient: readonly boolean[];
  /** What it spent; see `ledger`. */
  readonly cost: Cost;
}

/** An attack before it is wrapped: what distinguishes it from the others. */
export interface AttackDefinition {
  readonly id: string;
  readonly threat: ThreatModel;
  readonly targeted: boolean;
  /** The body of the attack. It is not called when eps is 0. */
  perturb(input: AttackInput): Promise<Perturbed>;
}
