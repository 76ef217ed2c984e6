import { crossEntropy, type Loss } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import { channelGraph } from './channel-graph.ts';
import { filterRows, type Importance, makingKernel } from './importance.ts';

export interface TaylorOptions {
  /** Default: `crossEntropy` of logits and classes. */
  readonly loss?: Loss;
}

/**
 * How much the loss would change, to first order, without a channel: the square of the sum over its filter of weight times gradient,
 * averaged over batches. Molchanov et al. 2019, Importance estimation for neural network pruning, arXiv:1906.10771, eq. 8. Batch norm uses
 * its moving statistics; the channels of frozen layers, which have no gradient, stay.
 *
 * @param batches inputs `[N, ...]` and targets, which stay the caller's.
 * @throws InvalidOptionError where there is no batch.
 */
export function taylor(
  batches: readonly { readonly xs: tf.Tensor; readonly ys: tf.Tensor }[],
  { loss = crossEntropy }: TaylorOptions = {},
): Importance {
  if (!Array.isArray(batches) || batches.length === 0) {
    throw new InvalidOptionError('taylor: give at least one batch { xs, ys }.');
  }
  return async (model) => {
    const sums = new Map<string, Float64Array>();
    for (const { xs, ys } of batches) {
      const scores = squaredProducts(model, xs, ys, loss);
      for (const [name, tensor] of scores) {
        const values = await tensor.data();
        tensor.dispose();
        const sum = sums.get(name) ?? new Float64Array(values.length);
        sums.set(
          name,
          sum.map((value, i) => value + (values[i] as number) / batches.length),
        );
      }
    }
    return sums;
  };
}

function squaredProducts(model: LayersModel, xs: tf.Tensor, ys: tf.Tensor, loss: Loss) {
  const kernels = channelGraph(model).layers.flatMap(({ layer, producer }) => {
    const weight = makingKernel(layer);
    if (!producer || weight === undefined || !layer.trainable) return [];
    return [{ layer, variable: weight.read() as tf.Variable }];
  });
  const scores = new Map<string, tf.Tensor>();
  if (kernels.length === 0) return scores;
  tf.tidy(() => {
    const { grads } = tf.variableGrads(
      () => {
        const outputs = model.apply(xs, { training: false }) as tf.Tensor | tf.Tensor[];
        return loss(ys, Array.isArray(outputs) ? (outputs[0] as tf.Tensor) : outputs);
      },
      kernels.map(({ variable }) => variable),
    );
    for (const { layer, variable } of kernels) {
      const gradient = grads[variable.name];
      if (gradient === undefined) continue;
      const rows = filterRows(layer, tf.mul(gradient, variable));
      scores.set(layer.name, tf.keep(tf.square(tf.sum(rows, 1))));
    }
  });
  return scores;
}
