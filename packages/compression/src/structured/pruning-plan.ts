import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import { type ChannelGraph, channelGraph } from './channel-graph.ts';
import { type TracedGroup, tracedGroups } from './channel-groups.ts';
import { l2 } from './importance.ts';
import { checkPruneOptions, type PruneChannelsOptions } from './prune-options.ts';
import { macsOf } from './remove-channels.ts';
import { channelScores } from './scores.ts';

interface Candidate {
  readonly id: number;
  readonly score: number;
  readonly group: TracedGroup;
}

/** The lowest scores first; of equal ones the first channel of the network. */
const byScore = (a: Candidate, b: Candidate) => a.score - b.score || a.id - b.id;

/** How many of a group go, where so many of it are wanted gone: at least one channel stays, and a multiple of `roundTo` where there were so many. */
export function removable(channels: number, wanted: number, roundTo: number): number {
  const kept = Math.ceil(Math.max(1, channels - wanted) / roundTo) * roundTo;
  return Math.max(0, channels - kept);
}

/** The channels that go, of those that are wanted gone: the lowest scores of each group. */
function removed(
  groups: ReadonlyMap<TracedGroup, readonly Candidate[]>,
  wanted: (group: TracedGroup, candidates: readonly Candidate[]) => number,
  roundTo: number,
): ReadonlySet<number> {
  const gone = new Set<number>();
  for (const [group, candidates] of groups) {
    const count = Math.min(
      candidates.length,
      removable(candidates.length, wanted(group, candidates), roundTo),
    );
    for (const { id } of candidates.slice(0, count)) gone.add(id);
  }
  return gone;
}

/** The lowest scores of the whole network. */
function lowest(
  groups: ReadonlyMap<TracedGroup, readonly Candidate[]>,
  count: number,
  roundTo: number,
): ReadonlySet<number> {
  const chosen = new Set([...groups.values()].flat().sort(byScore).slice(0, count));
  return removed(groups, (_, candidates) => candidates.filter((one) => chosen.has(one)).length, roundTo);
}

/** The fewest channels whose removal saves so many multiply-adds. */
function untilMacs(
  graph: ChannelGraph,
  groups: ReadonlyMap<TracedGroup, readonly Candidate[]>,
  share: number,
  roundTo: number,
): ReadonlySet<number> {
  const all = macsOf(graph, () => true);
  if (!(all > 0)) {
    throw new InvalidOptionError(
      "pruneChannels: the multiply-adds of the model are not known, because its images have no fixed size; give 'ratio' instead of 'macs'.",
    );
  }
  const after = (count: number) => {
    const gone = lowest(groups, count, roundTo);
    return { gone, macs: macsOf(graph, (channel) => !gone.has(channel)) };
  };
  let most = [...groups.values()].flat().length;
  let best = after(most);
  const target = (1 - share) * all;
  if (best.macs > target) {
    const possible = (100 * (1 - best.macs / all)).toFixed(1);
    throw new InvalidOptionError(
      `pruneChannels: at most ${possible} % of the multiply-adds can be removed with these options, ${100 * share} % were asked for.`,
    );
  }
  for (let fewest = 0; fewest < most; ) {
    const middle = Math.floor((fewest + most) / 2);
    const tried = after(middle);
    if (tried.macs <= target) {
      most = middle;
      best = tried;
    } else fewest = middle + 1;
  }
  return best.gone;
}

export interface Pruning {
  readonly graph: ChannelGraph;
  /** Channels that go. */
  readonly gone: ReadonlySet<number>;
}

/** Decides which channels go. */
export async function planPruning(model: LayersModel, options: PruneChannelsOptions): Promise<Pruning> {
  const ignored = checkPruneOptions(model, options);
  const { ratio, macs, scope = 'group', importance = l2, roundTo = 1, normalize = true } = options;
  const graph = channelGraph(model);
  for (const { layer, output } of graph.layers) {
    if (ignored.has(layer.name)) graph.ids.pin(output, 'it is ignored');
  }
  const scores = channelScores(graph, await importance(model), normalize);
  const groups = new Map<TracedGroup, readonly Candidate[]>();
  for (const group of tracedGroups(graph)) {
    const scored = group.ids.flatMap((id) => {
      const score = scores.get(id);
      return score === undefined ? [] : [{ id, score, group }];
    });
    const free =
      group.pinned === undefined && group.producers.length > 0 && scored.length === group.ids.length;
    if (free) groups.set(group, scored.sort(byScore));
  }
  if (groups.size === 0) {
    throw new InvalidOptionError(
      `pruneChannels: no channel of ${model.name} may be removed: each is of an input or output, ignored, goes through a layer that cannot be followed, or has no importance. formatGroups(channelGroups(model)) lists them.`,
    );
  }
  if (macs !== undefined) return { graph, gone: untilMacs(graph, groups, macs, roundTo) };
  const share = ratio as number;
  const total = [...groups.values()].flat().length;
  const gone =
    scope === 'global'
      ? lowest(groups, Math.round(share * total), roundTo)
      : removed(groups, (_, candidates) => Math.round(share * candidates.length), roundTo);
  return { graph, gone };
}
