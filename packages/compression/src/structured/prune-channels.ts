import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { PruneChannelsOptions } from './prune-options.ts';
import { planPruning } from './pruning-plan.ts';
import { removeChannels } from './remove-channels.ts';

/**
 * A smaller model without the channels that matter least. Channels that depend on each other go together, through sums,
 * concatenations, flattening, batch norm and depthwise convolutions: {@link channelGroups} lists them. At least one channel of every
 * group stays, and the channels of inputs and outputs. What comes out is an ordinary model that trains, saves and loads; it has weights of
 * its own, and its layers have the names they had. Fine-tune it with `fit`. Metadata of the old model is not taken along: masks would
 * no longer fit.
 *
 * After Li et al. 2017, Pruning filters for efficient ConvNets, arXiv:1608.08710; groups as in Fang et al. 2023, DepGraph,
 * arXiv:2301.12900.
 *
 * @throws InvalidOptionError where options cannot be meant, no channel may be removed, or not so many multiply-adds.
 */
export async function pruneChannels(model: LayersModel, options: PruneChannelsOptions): Promise<LayersModel> {
  const { graph, gone } = await planPruning(model, options);
  return removeChannels(model, graph, (channel) => !gone.has(channel));
}
