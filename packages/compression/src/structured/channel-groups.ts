import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type ChannelGraph, channelGraph } from './channel-graph.ts';

/** Channels that go the same way through the network. Each can be removed, from all its layers at once. */
export interface ChannelGroup {
  /** Names of the layers that make them: more than one where a sum ties their outputs. */
  readonly producers: readonly string[];
  /** Names of the layers that they pass through, such as batch norm and pooling. */
  readonly through: readonly string[];
  /** Names of the layers that make new channels of them. */
  readonly consumers: readonly string[];
  /** How many there are. */
  readonly channels: number;
  /** Why they must stay; undefined where they may be removed. */
  readonly pinned?: string;
}

/** A group and the identities of its channels. */
export interface TracedGroup extends ChannelGroup {
  readonly ids: readonly number[];
}

type Role = 'producers' | 'through' | 'consumers';

export function tracedGroups({ layers, ids }: ChannelGraph): readonly TracedGroup[] {
  const roles = new Map<number, Map<string, Role>>();
  const note = (channels: readonly number[], name: string, role: Role) => {
    for (const channel of channels) {
      const root = ids.find(channel);
      const known = roles.get(root) ?? roles.set(root, new Map()).get(root);
      // A layer may make a channel of which it also reads a tied one: in a loop around a sum of shared layers.
      known?.set(`${role} ${name}`, role);
    }
  };
  for (const { layer, input, output, producer } of layers) {
    if (producer) note(input, layer.name, 'consumers');
    note(output, layer.name, producer ? 'producers' : 'through');
  }
  const groups = new Map<string, number[]>();
  for (const [root, found] of roles) {
    const key = JSON.stringify([[...found.keys()], ids.pinned(root)]);
    groups.set(key, [...(groups.get(key) ?? []), root]);
  }
  return [...groups.values()].map((members): TracedGroup => {
    const [root = 0] = members;
    const entries = [...(roles.get(root) ?? [])];
    const having = (wanted: Role) =>
      entries.filter(([, role]) => role === wanted).map(([key]) => key.slice(wanted.length + 1));
    const why = ids.pinned(root);
    return {
      producers: having('producers'),
      through: having('through'),
      consumers: having('consumers'),
      channels: members.length,
      ...(why === undefined ? {} : { pinned: why }),
      ids: members,
    };
  });
}

/**
 * The dependency groups of a model: which layers must lose a channel together. Channels are followed through convolutions (depthwise
 * and separable ones too), dense layers, batch norm, activations, pooling, padding, dropout, flattening, sums and other merges,
 * concatenation, reshaping that leaves the last axis as it is, and the shortcut of option A. Layers of other kinds keep the channels that they read and make.
 */
export const channelGroups = (model: LayersModel): readonly ChannelGroup[] =>
  tracedGroups(channelGraph(model)).map(({ ids: _, ...group }) => group);

/** One line a group: `conv1 => bn1 => relu1 => (conv2), 16 channels`. Layers in brackets read the channels and make new ones. */
export const formatGroups = (groups: readonly ChannelGroup[]): string =>
  groups
    .map(({ producers, through, consumers, channels, pinned }) => {
      const readers = consumers.length > 0 ? [`(${consumers.join(', ')})`] : [];
      const made = producers.length > 0 ? [producers.join(' + ')] : [];
      const way = [...made, ...through, ...readers].join(' => ');
      return `${way}, ${channels} channel${channels === 1 ? '' : 's'}${pinned === undefined ? '' : `, kept: ${pinned}`}`;
    })
    .join('\n');
