import { InvalidOptionError } from '../errors.ts';
import type { ChannelGraph } from './channel-graph.ts';

/**
 * The mean score of each channel over the layers that say something of it. With `normalize`, the scores of a layer are divided by
 * their mean before, so that layers can be compared.
 */
export function channelScores(
  { layers, ids }: ChannelGraph,
  importance: ReadonlyMap<string, ArrayLike<number>>,
  normalize: boolean,
): ReadonlyMap<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { layer, output } of layers) {
    const given = importance.get(layer.name);
    if (given === undefined) continue;
    const scores = Array.from(given);
    const wrong = scores.find((score) => !(Number.isFinite(score) && score >= 0));
    if (scores.length !== output.length || wrong !== undefined) {
      throw new InvalidOptionError(
        `pruneChannels: the importance of ${layer.name} must be ${output.length} finite numbers from 0, got ${scores.length}${wrong === undefined ? '' : `, one of them ${wrong}`}.`,
      );
    }
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const scale = normalize && mean > 0 ? mean : 1;
    for (const [i, channel] of output.entries()) {
      const root = ids.find(channel);
      const { sum, count } = sums.get(root) ?? { sum: 0, count: 0 };
      sums.set(root, { sum: sum + (scores[i] as number) / scale, count: count + 1 });
    }
  }
  return new Map([...sums].map(([channel, { sum, count }]) => [channel, sum / count]));
}
