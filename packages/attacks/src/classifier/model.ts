import * as tf from '@tensorflow/tfjs-core';
import { ModelOutputError } from '../errors.ts';

/** A `tf.LayersModel`, by its shape: this package imports no layers. */
export interface LayersModelLike {
  readonly layers: readonly unknown[];
  // biome-ignore lint/suspicious/noExplicitAny: tfjs types its keyword arguments so.
  apply(inputs: tf.Tensor, kwargs?: any): unknown;
}

/** A `tf.GraphModel`, by its shape: this package imports no converter. */
export interface GraphModelLike {
  execute(inputs: tf.Tensor): unknown;
  predict(inputs: tf.Tensor): unknown;
}

/** A plain function from inputs `[N, ...]` to logits `[N, K]`. Declared as a method so that `(x: Tensor4D) => Tensor2D` fits. */
export type LogitsFunction = { logits(xs: tf.Tensor): tf.Tensor }['logits'];

/** Anything that turns inputs `[N, ...]` into logits `[N, K]`. */
export type LogitsModel = LayersModelLike | GraphModelLike | LogitsFunction;

const has = (value: object, method: string): boolean =>
  typeof (value as Record<string, unknown>)[method] === 'function';

/**
 * One function for every kind of model. A LayersModel is applied with `training: false` (dropout off, batch
 * normalisation on its running statistics).
 * @throws ModelOutputError when `model` is none of the three kinds.
 */
export function callModel(model: LogitsModel): (xs: tf.Tensor) => unknown {
  if (typeof model === 'function') return (xs) => model(xs);
  if (typeof model === 'object' && model !== null) {
    // A LayersModel also has predict and execute, so it is asked for first.
    if (has(model, 'apply') && 'layers' in model) return (xs) => model.apply(xs, { training: false });
    if (has(model, 'predict') && has(model, 'execute')) {
      return (xs) => (model as GraphModelLike).predict(xs);
    }
  }
  throw new ModelOutputError(
    'model must be a tf.LayersModel, a tf.GraphModel, a function from inputs to logits, or a classifier(...)',
  );
}

/**
 * The model's answer as logits `[N, K]`.
 * @throws ModelOutputError when it is not one tensor `[N, K]` with `K >= 2` (and `K = classes` where given).
 */
export function asLogits(output: unknown, samples: number, classes: number | undefined): tf.Tensor2D {
  if (!(output instanceof tf.Tensor)) {
    const found = Array.isArray(output) ? `${output.length} outputs` : typeof output;
    throw new ModelOutputError(
      `the model must return one tensor of logits [N, K], got ${found}; wrap it: (x) => logits of x`,
    );
  }
  const [n, k] = output.shape;
  if (output.rank !== 2 || n !== samples) {
    throw new ModelOutputError(
      `the model must return logits [N, K] = [${samples}, K] for ${samples} samples, got the shape [${output.shape}]`,
    );
  }
  if (k === undefined || k < 2) {
    throw new ModelOutputError(
      `the model must return logits of at least 2 classes, got the shape [${output.shape}]; ` +
        'for one logit z return [0, z]: (x) => tf.concat([tf.zerosLike(z), z], 1)',
    );
  }
  if (classes !== undefined && k !== classes) {
    throw new ModelOutputError(
      `the model returns ${k} classes, but the classifier was declared with ${classes}`,
    );
  }
  return output as tf.Tensor2D;
}
