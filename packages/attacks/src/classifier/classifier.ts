import * as tf from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';
import { type Bounds, checkBounds } from './bounds.ts';
import { asLogits, callModel, type LogitsModel } from './model.ts';
import { type Preprocess, preprocessor } from './normalize.ts';

/** A model with what an attack must know about it. Attacks see inputs before preprocessing. */
export interface Classifier {
  readonly kind: 'classifier';
  /** Range of legal input values. Attacks never leave it. */
  readonly bounds: Bounds;
  /** `checked`: outputs that look like probabilities are an error. `logits`: they are trusted. */
  readonly outputs: 'checked' | 'logits';
  /** `checked`: evaluations refuse a model that answers differently when asked again. `expected`: it is random on purpose. */
  readonly randomness: 'checked' | 'expected';
  /** Inputs `[N, ...]` within the bounds -> logits `[N, K]`; differentiable. The caller disposes the result. */
  logits(xs: tf.Tensor): tf.Tensor2D;
}

export interface ClassifierOptions {
  /** Range of legal input values, before preprocessing. Default `[0, 1]`. */
  readonly bounds?: Bounds;
  /** Applied before the model and differentiated through: a function, or `{ mean, std }`. Default none. */
  readonly preprocess?: Preprocess;
  /** Number of classes K, checked against the model's output. Default: whatever the model returns. */
  readonly classes?: number;
  /** `logits` silences the check that outputs do not look like probabilities. Default `checked`. */
  readonly outputs?: 'checked' | 'logits';
  /** `expected` for a model that is random on purpose: evaluations do not refuse it. Default `checked`. */
  readonly randomness?: 'checked' | 'expected';
}

/** What attacks accept: a classifier, or a bare model, which is taken with the default options. */
export type Model = Classifier | LogitsModel;

/**
 * A classifier around a `tf.LayersModel`, a `tf.GraphModel` or a function from inputs `[N, ...]` to logits `[N, K]`.
 * @throws InvalidOptionError when an option is out of range.
 */
export function classifier(model: LogitsModel, options: ClassifierOptions = {}): Classifier {
  const { classes, outputs = 'checked', randomness = 'checked' } = options;
  if (classes !== undefined && !(Number.isInteger(classes) && classes >= 2)) {
    throw new InvalidOptionError(`classes must be an integer of at least 2, got ${classes}`);
  }
  if (outputs !== 'checked' && outputs !== 'logits') {
    throw new InvalidOptionError(`outputs must be 'checked' or 'logits', got ${String(outputs)}`);
  }
  if (randomness !== 'checked' && randomness !== 'expected') {
    throw new InvalidOptionError(`randomness must be 'checked' or 'expected', got ${String(randomness)}`);
  }
  const prepare = preprocessor(options.preprocess);
  const call = callModel(model);
  return {
    kind: 'classifier',
    bounds: checkBounds(options.bounds ?? [0, 1]),
    outputs,
    randomness,
    // A clone, because a function may hand back its input or a tensor it keeps, and callers dispose what they get.
    logits: (xs) => tf.tidy(() => tf.clone(asLogits(call(prepare(xs)), xs.shape[0] ?? 0, classes))),
  };
}

/** `model` itself where it is a classifier, else a classifier around it with the default options. */
export function toClassifier(model: Model): Classifier {
  if (typeof model === 'object' && model !== null && 'kind' in model && model.kind === 'classifier') {
    return model;
  }
  return classifier(model as LogitsModel);
}
