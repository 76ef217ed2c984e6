import type { Layer } from '@gradlab/layer-graph';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { channelGraph, type LayerChannels } from './channel-graph.ts';
import { weightKind } from './graph.ts';
import { channelAxes } from './rules.ts';

/**
 * How much the channels of a model matter: by names of layers, one number for each of a layer's output channels, none negative. A
 * channel that several layers make has the mean of its scores; one of which no layer says anything stays.
 */
export type Importance = (model: LayersModel) => Promise<ReadonlyMap<string, ArrayLike<number>>>;

const producersOf = (model: LayersModel): readonly LayerChannels[] =>
  channelGraph(model).layers.filter(({ producer }) => producer);

/** The last kernel of a layer, which makes its output: the pointwise one where there are two. */
export const makingKernel = (layer: Layer): Layer['weights'][number] | undefined =>
  layer.weights.findLast(({ shape }) => shape.length > 1);

/** A kernel as one row for each output channel. */
export function filterRows(layer: Layer, kernel: tf.Tensor): tf.Tensor2D {
  const weight = makingKernel(layer);
  const axis = weight && channelAxes(layer, weight).find(({ side }) => side === 'output')?.axis;
  return tf.tidy(() => {
    const from = axis ?? kernel.rank - 1;
    const order = [from, ...kernel.shape.keys()].filter((one, i) => i === 0 || one !== from);
    return tf.reshape(tf.transpose(kernel, order), [kernel.shape[from] as number, -1]) as tf.Tensor2D;
  });
}

async function ofFilters(
  model: LayersModel,
  score: (rows: tf.Tensor2D) => tf.Tensor,
): Promise<ReadonlyMap<string, ArrayLike<number>>> {
  const scores = new Map<string, ArrayLike<number>>();
  for (const { layer } of producersOf(model)) {
    const kernel = makingKernel(layer);
    if (kernel === undefined) continue;
    const values = tf.tidy(() => score(filterRows(layer, kernel.read())));
    scores.set(layer.name, await values.data());
    values.dispose();
  }
  return scores;
}

/** The sum of a filter's absolute weights: Li et al. 2017, arXiv:1608.08710. */
export const l1: Importance = (model) => ofFilters(model, (rows) => tf.sum(tf.abs(rows), 1));

/** A filter's Euclidean norm. */
export const l2: Importance = (model) => ofFilters(model, (rows) => tf.norm(rows, 'euclidean', 1));

/**
 * The sum of a filter's distances to the others of its layer: those near the geometric median can be replaced by the others. He et
 * al. 2019, arXiv:1811.00250.
 */
export const fpgm: Importance = (model) =>
  ofFilters(model, (rows) => {
    const sums = tf.unstack(rows).map((row) => tf.sum(tf.sqrt(tf.sum(tf.square(tf.sub(rows, row)), 1))));
    return tf.stack(sums);
  });

/** The absolute scale of batch norm: Liu et al. 2017, network slimming, arXiv:1708.06519. Channels without batch norm stay. */
export const bnScale: Importance = async (model) => {
  const scores = new Map<string, ArrayLike<number>>();
  for (const { layer, followed } of channelGraph(model).layers) {
    const gamma = layer.weights.find((weight) => weightKind(weight) === 'gamma');
    if (!followed || gamma === undefined) continue;
    const values = tf.tidy(() => tf.abs(gamma.read()));
    scores.set(layer.name, await values.data());
    values.dispose();
  }
  return scores;
};
