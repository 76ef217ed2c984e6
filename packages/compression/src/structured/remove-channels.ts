import type { Layer } from '@gradlab/layer-graph';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ChannelGraph, LayerChannels } from './channel-graph.ts';
import type { Channels } from './channel-ids.ts';
import { weightKind } from './graph.ts';
import { type Replacement, rebuilt, type SavedLayer, savedModel } from './rebuild.ts';
import { channelAxes, zerosBefore } from './rules.ts';

/** Whether a channel, named by the one that stands for all that are tied to it, stays. */
export type Stays = (channel: number) => boolean;

/** The places along an axis that stay. A pointwise kernel has several places for each input channel. */
function keptPlaces(length: number, channels: Channels, stays: (channel: number) => boolean): number[] {
  const each = length / channels.length;
  return Array.from({ length }, (_, place) => place).filter((place) =>
    stays(channels[Math.floor(place / each)] as number),
  );
}

/** Axes of a weight that get shorter, and what is left of each. */
export function cuts(
  { layer, input, output }: LayerChannels,
  weight: Layer['weights'][number],
  stays: (channel: number) => boolean,
): readonly { readonly axis: number; readonly kept: readonly number[] }[] {
  return channelAxes(layer, weight).flatMap(({ axis, side }) => {
    const channels = side === 'input' ? input : output;
    const length = weight.shape[axis] as number;
    // A parameter that all channels share stays.
    if (channels.length === 0 || length % channels.length !== 0) return [];
    const kept = keptPlaces(length, channels, stays);
    return kept.length === length ? [] : [{ axis, kept }];
  });
}

const WIDTHS: readonly string[] = ['filters', 'units'];

/** What the configuration of a layer says of its channels. */
function resized(
  { config, input, output, producer, layer }: LayerChannels,
  stays: (channel: number) => boolean,
) {
  const count = (channels: Channels) => channels.filter(stays).length;
  if (producer) {
    const width = WIDTHS.find((key) => config[key] !== undefined) as string;
    // TensorFlow.js 4.22 forgets to save it.
    const depthwise = layer.weights.find((weight) => weightKind(weight) === 'depthwise_kernel');
    const multiplier = depthwise === undefined ? {} : { depth_multiplier: depthwise.shape.at(-1) };
    return { ...multiplier, [width]: count(output) };
  }
  if (layer.getClassName() === 'Reshape') {
    const target = config.targetShape as readonly (number | null)[];
    const last = target.at(-1);
    return last != null && last > 0 ? { target_shape: [...target.slice(0, -1), count(output)] } : {};
  }
  if (layer.getClassName() !== 'ShortcutA') return {};
  const before = zerosBefore(config, input.length);
  const behind = output.slice(before + input.length);
  return { zeros: [count(output.slice(0, before)), count(behind)] };
}

/** A new model without the channels that do not stay. The old one stays as it is. */
export async function removeChannels(
  model: LayersModel,
  { layers, ids }: ChannelGraph,
  stays: Stays,
): Promise<LayersModel> {
  const kept = (channel: number) => stays(ids.find(channel));
  const saved = new Map(savedModel(model).config.layers.map((layer) => [layer.config.name, layer]));
  const replacements = new Map<string, Replacement>();
  const made: tf.Tensor[] = [];
  try {
    for (const one of layers) {
      const { layer, input, output, followed } = one;
      if (!followed || [...input, ...output].every(kept)) continue;
      const weights = tf.tidy(() =>
        layer.weights.map((weight) =>
          cuts(one, weight, kept).reduce<tf.Tensor>(
            (values, { axis, kept: places }) => tf.gather(values, tf.tensor1d([...places], 'int32'), axis),
            tf.clone(weight.read()),
          ),
        ),
      );
      made.push(...weights);
      const { class_name, config } = saved.get(layer.name) as SavedLayer;
      // Layers within a sequential model may have it too.
      const stale = input.every(kept) ? {} : { batch_input_shape: null };
      const changed = { ...config, ...resized(one, kept), ...stale };
      replacements.set(layer.name, { layers: [{ class_name, config: changed }], weights: [weights] });
    }
    return await rebuilt(model, replacements);
  } finally {
    tf.dispose(made);
  }
}

const places = (lengths: readonly (number | null)[]) =>
  lengths.reduce<number>((product, length) => product * (length ?? Number.NaN), 1);

/** Multiply-adds for one example of all layers whose channels are followed, once some are gone; NaN where a size is not known. */
export function macsOf({ layers, ids }: ChannelGraph, stays: Stays): number {
  const kept = (channel: number) => stays(ids.find(channel));
  let total = 0;
  for (const one of layers) {
    const { layer, uses, followed } = one;
    if (!followed) continue;
    const kernels = layer.weights.filter(({ shape }) => shape.length > 1 && layer.getClassName() !== 'PReLU');
    if (kernels.length === 0) continue;
    const products = kernels.reduce((sum, weight) => {
      const lengths = weight.shape.map((length, axis) => {
        const cut = cuts(one, weight, kept).find((candidate) => candidate.axis === axis);
        return cut === undefined ? (length as number) : cut.kept.length;
      });
      return sum + tf.util.sizeFromShape(lengths);
    }, 0);
    for (const use of uses) {
      const transposed = layer.getClassName().endsWith('Transpose');
      const tensors = transposed ? use.inputTensors : use.outputTensors;
      total += products * places((tensors[0]?.shape ?? []).slice(1, -1));
    }
  }
  return total;
}
