import { type Layer, readBy, type Shape, type Use, useOf, usesInOrder } from '@gradlab/layer-graph';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type ChannelIds, type Channels, channelIds } from './channel-ids.ts';
import type { Config } from './graph.ts';
import { isProducer, isSoftmax, outputChannels, shapesOf } from './rules.ts';

/** A layer with the channels of its first input and output. Layers with weights have the same at every use. */
export interface LayerChannels {
  readonly layer: Layer;
  readonly config: Config;
  readonly uses: readonly Use[];
  readonly input: Channels;
  readonly output: Channels;
  /** It makes new channels of all those that it reads. */
  readonly producer: boolean;
  /** Its channels can be followed; the others keep theirs. */
  readonly followed: boolean;
}

export interface ChannelGraph {
  /** In the order of computation. */
  readonly layers: readonly LayerChannels[];
  readonly ids: ChannelIds;
}

/** Layers whose configuration depends on their channels must have the same ones wherever they are used. */
const hasChannels = (layer: Layer) => layer.weights.length > 0 || layer.getClassName() === 'ShortcutA';

/**
 * Follows channels through a network: which are the same, which are tied, which must stay. Channels of the model's inputs and
 * outputs stay, and those that a layer reads or makes of which nothing is known.
 */
export function channelGraph(model: LayersModel): ChannelGraph {
  const ids = channelIds();
  const made = new Map<Use, readonly Channels[]>();
  const found = new Map<Layer, LayerChannels>();
  for (const use of usesInOrder(model.outputs)) {
    const layer = use.outboundLayer;
    const config = layer.getConfig() as Config;
    const inputs = readBy(use).map((x) => made.get(useOf(x))?.[x.tensorIndex] as Channels);
    const outputShapes = use.outputTensors.map(({ shape }) => shape as Shape);
    const before = found.get(layer);
    const unknown = (): readonly Channels[] => {
      const why = `nothing is known of the channels of ${layer.name}, a ${layer.getClassName()}`;
      const outputs = outputShapes.map((shape) => ids.fresh(shape.at(-1) ?? 0));
      for (const channels of [...inputs, ...outputs]) ids.pin(channels, why);
      return outputs;
    };
    const outputs = (() => {
      if (inputs.length === 0) {
        const image = ids.fresh(outputShapes[0]?.at(-1) ?? 0);
        ids.pin(image, 'it is an input of the model');
        return [image];
      }
      if (before?.followed && hasChannels(layer)) {
        ids.tie(inputs[0] as Channels, before.input);
        return [before.output];
      }
      const [outputShape = []] = outputShapes;
      const passage = { layer, config, inputs, inputShapes: shapesOf(use.inputShapes), outputShape, ids };
      const channels = outputShapes.length === 1 ? outputChannels(passage) : undefined;
      return channels === undefined ? undefined : [channels];
    })();
    const followed = outputs !== undefined;
    const all = outputs ?? unknown();
    made.set(use, all);
    if (isSoftmax(config)) {
      ids.pin(all[0] as Channels, `the softmax of ${layer.name} divides by their sum`);
    }
    found.set(layer, {
      layer,
      config,
      uses: [...(before?.uses ?? []), use],
      input: before?.input ?? inputs[0] ?? [],
      output: before?.output ?? (all[0] as Channels),
      producer: followed && isProducer(layer),
      followed,
    });
  }
  for (const x of model.outputs) {
    ids.pin(made.get(useOf(x))?.[x.tensorIndex] as Channels, 'it is an output of the model');
  }
  return { layers: [...found.values()], ids };
}
