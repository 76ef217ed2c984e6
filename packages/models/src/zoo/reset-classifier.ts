import { type Layer, useOf } from '@gradlab/layer-graph';
import {
  initializers,
  type LayersModel,
  model as modelOf,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { checkCount, checkSeed } from '../checks.ts';
import { ModelError } from '../errors.ts';
import { heInit } from '../he-init.ts';
import { seedStreams } from '../seed-streams.ts';
import { torchInit } from '../torch-init.ts';
import { layerNamed, share } from './graph.ts';

export interface ResetClassifierOptions {
  /** Integer seed of the new weights. Default: 0. */
  readonly seed?: number;
  /** Name of the first layer to replace. Default: the last layer that has weights. */
  readonly from?: string;
}

type Config = ReturnType<Layer['getConfig']>;
type LayerClass = new (config: Config) => Layer;

/** Kernel shapes and widths of the layers that can be made anew. */
const WIDTHS: Readonly<Record<string, 'units' | 'filters'>> = { Dense: 'units', Conv2D: 'filters' };

/** The layers from `first` to the output, which must be one chain, and what it reads. */
function chainTo(output: SymbolicTensor, first: Layer, model: LayersModel) {
  const chain: Layer[] = [];
  for (let tensor = output; ; ) {
    const { sourceLayer: layer } = tensor;
    const [input, ...others] = useOf(tensor).inputTensors;
    if (input === undefined || others.length > 0) {
      throw new ModelError(
        `resetClassifier: the layers of ${model.name} from ${first.name} to the output are no simple chain.`,
      );
    }
    if (layer.weights.length > 0 && !Object.hasOwn(WIDTHS, layer.getClassName())) {
      throw new ModelError(
        `resetClassifier: ${layer.name} is a ${layer.getClassName()}; only Dense and Conv2D layers can be made anew. Give a later layer as 'from'.`,
      );
    }
    chain.unshift(layer);
    if (layer === first) return { chain, input };
    tensor = input;
  }
}

/** A layer like the given one with weights of its own; where it is as wide as the classes were, as wide as they are. */
function renewed(
  layer: Layer,
  input: SymbolicTensor,
  classes: readonly [number, number],
  seed: number,
): Layer {
  const config = layer.getConfig();
  const make = (changes: Config) => new (layer.constructor as LayerClass)({ ...config, ...changes });
  const width = WIDTHS[layer.getClassName()];
  if (width === undefined) return make({});
  const [before, after] = classes;
  const [kernel] = layer.weights;
  const window = (kernel?.shape ?? []).slice(0, -2).reduce<number>((size, n) => size * (n as number), 1);
  const fanIn = window * (input.shape.at(-1) as number);
  const initial =
    config.activation === 'relu'
      ? { kernelInitializer: heInit(fanIn, seed), biasInitializer: initializers.zeros() }
      : torchInit(fanIn, seed);
  const resized = config[width] === before ? { [width]: after } : {};
  return make({ ...resized, ...initial, trainable: true } as unknown as Config);
}

/**
 * The same network for other classes: a new model that shares the layers of `model` up to its classifier, the last layer with
 * weights, and has a new one. With `from`, all layers from that one on are new: those that were as wide as the classes change their
 * width, the others keep it. New layers are trainable, whatever the old ones were. New weights start as PyTorch's do, in front of a ReLU as He et al. say.
 *
 * Training the new model trains the shared layers of the old one. Each may be disposed without the other, in any order.
 *
 * @throws ModelError where the model has several outputs or no layer named `from`, where what is to be replaced is not a chain of
 * dense layers, convolutions and layers without weights, `classes` is not a positive integer, or the seed not an integer.
 */
export function resetClassifier(
  model: LayersModel,
  classes: number,
  { seed = 0, from }: ResetClassifierOptions = {},
): LayersModel {
  checkCount('resetClassifier', 'classes', classes);
  checkSeed('resetClassifier', seed);
  const [output, ...others] = model.outputs;
  const last = model.layers.findLast(({ weights }) => weights.length > 0);
  if (output === undefined || others.length > 0 || last === undefined) {
    throw new ModelError(`resetClassifier: ${model.name} must have one output and a layer with weights.`);
  }
  const first = from === undefined ? last : layerNamed(model, from, 'resetClassifier');
  const { chain, input } = chainTo(output, first, model);
  const stream = seedStreams(seed);
  const widths = [output.shape.at(-1) as number, classes] as const;
  let x = input;
  for (const layer of chain) x = renewed(layer, x, widths, stream()).apply(x) as SymbolicTensor;
  const renewedModel = modelOf({ inputs: model.inputs, outputs: x, name: model.name });
  const old = new Set(model.layers);
  for (const layer of renewedModel.layers) if (old.has(layer)) share(layer);
  return renewedModel;
}
