import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelGraph } from './channel-graph.ts';
import { tracedGroups } from './channel-groups.ts';
import { weightKind } from './graph.ts';
import { macsOf, removeChannels } from './remove-channels.ts';
import { channelAxes } from './rules.ts';
import { outputs, randomNetwork, STEP_COUNT, savedAndLoaded, stream, summands } from './test-networks.ts';

/** Makes everything zero that makes or shifts these channels, so that they are zero for every input. */
function silence(graph: ReturnType<typeof channelGraph>, gone: ReadonlySet<number>) {
  for (const { layer, output } of graph.layers) {
    if (layer.weights.length === 0) continue;
    const values = layer.weights.map((weight) => {
      const kind = weightKind(weight);
      const axis = channelAxes(layer, weight).find(({ side }) => side === 'output')?.axis;
      if (axis === undefined || kind === 'gamma' || kind === 'moving_variance') return weight.read();
      const mask = output.map((channel) => (gone.has(graph.ids.find(channel)) ? 0 : 1));
      const shape = weight.shape.map((_, i) => (i === axis ? mask.length : 1));
      return tf.tidy(() => tf.mul(weight.read(), tf.tensor(mask, shape)));
    });
    layer.setWeights(values);
  }
}

describe('removeChannels', () => {
  it('leaves the outputs of random networks as they are where the channels are zero', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.nat(STEP_COUNT - 1), { minLength: 1, maxLength: 5 }),
      fc.nat(10_000),
      async (steps, seed) => {
        const network = randomNetwork(steps, seed);
        const graph = channelGraph(network);
        const next = stream(seed + 1);
        const gone = new Set<number>();
        for (const { pinned, producers, ids } of tracedGroups(graph)) {
          if (pinned !== undefined || producers.length === 0) continue;
          for (const id of ids.slice(1)) if (next() < 0) gone.add(id);
        }
        tf.tidy(() => silence(graph, gone));
        const smaller = await removeChannels(network, graph, (channel) => !gone.has(channel));
        const x = tf.randomUniform([2, 8, 8, 2], -1, 1, 'float32', seed);
        const [expected, actual] = [outputs(network, x), outputs(smaller, x)];
        expect(smaller.countParams()).toBeLessThanOrEqual(network.countParams() - gone.size);
        // Only zeros were left out of the sums, but they may be added in another order: fewer than 1000 roundings of 2^-24 in six layers.
        for (const [i, size] of summands(network, x).entries()) {
          expect(Math.abs((actual[i] as number) - (expected[i] as number))).toBeLessThanOrEqual(1e-4 * size);
        }
        tf.dispose([x]);
        network.dispose();
        smaller.dispose();
      },
    );
    const before = tf.memory().numTensors;
    await fc.assert(property, { numRuns: 20 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives what can be saved and loaded, and counts its multiply-adds', async () => {
    const network = randomNetwork([0, 6, 5, 1, 2], 3);
    const graph = channelGraph(network);
    const [group] = tracedGroups(graph).filter(({ pinned, ids }) => pinned === undefined && ids.length > 1);
    const gone = group!.ids[0] as number;
    const stays = (channel: number) => channel !== gone;
    const smaller = await removeChannels(network, graph, stays);
    const loaded = await savedAndLoaded(smaller);
    const x = tf.randomUniform([1, 8, 8, 2], -1, 1, 'float32', 1);
    expect(outputs(loaded, x)).toEqual(outputs(smaller, x));
    expect(macsOf(channelGraph(smaller), () => true)).toBe(macsOf(graph, stays));
    expect(macsOf(graph, stays)).toBeLessThan(macsOf(graph, () => true));
    x.dispose();
    for (const one of [network, smaller, loaded]) one.dispose();
  });
});
