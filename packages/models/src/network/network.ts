import { input, type LayersModel, type layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkChoice, checkCount, checkImage, checkRate, checkSeed } from '../checks.ts';
import { ModelError } from '../errors.ts';
import { seedStreams } from '../seed-streams.ts';

/** What all networks of the zoo take. */
export interface NetworkConfig {
  /** Number of classes, the width of the output. Default: 1000, where the network's own text names no other. */
  readonly classes?: number;
  /** Height, width and channels of an image. Default: [224, 224, 3], where the network's own text names no other. */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /** Integer seed of the initial weights and of dropout. Default: 0. */
  readonly seed?: number;
  /**
   * 'zeros' leaves kernels and biases at 0, which takes no time: for weights that are loaded right after. Default: 'random', the
   * distribution that the network's text names.
   */
  readonly initialWeights?: 'random' | 'zeros';
  /** Share of the old value in the moving statistics of batch norm, in [0, 1). Default: 0.9, PyTorch's momentum of 0.1. */
  readonly batchNormMomentum?: number;
}

/** A network under construction. */
export interface Net {
  readonly name: string;
  readonly classes: number;
  readonly initialWeights: 'random' | 'zeros';
  readonly batchNorm: { readonly epsilon: number; readonly momentum: number };
  /** A stream of random numbers that no other layer has. */
  readonly stream: () => number;
  /** Applies a layer, and remembers it for the case that the network cannot be finished. */
  readonly apply: (layer: layers.Layer, x: SymbolicTensor | SymbolicTensor[]) => SymbolicTensor;
}

export interface NetworkDefaults {
  /** Names of the options that this network has of its own. */
  readonly options?: readonly string[];
  readonly classes?: number;
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /** Added to variances. Default: 1e-5, PyTorch's. */
  readonly epsilon?: number;
}

const COMMON_OPTIONS = ['classes', 'inputShape', 'seed', 'initialWeights', 'batchNormMomentum'];

/** A misspelt option would do nothing, and nobody would know. */
function checkNames(name: string, config: object, own: readonly string[]): void {
  const known = [...COMMON_OPTIONS, ...own];
  const unknown = Object.keys(config).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new ModelError(`${name}: there is no option ${unknown}. Options are ${known.join(', ')}.`);
  }
}

/**
 * Checks what all networks take, and builds one: `build` gets the image and returns the logits. Where it fails, nothing that it
 * made is left.
 */
export function network(
  name: string,
  config: NetworkConfig,
  build: (net: Net, image: SymbolicTensor) => SymbolicTensor,
  defaults: NetworkDefaults = {},
): LayersModel {
  const { classes = defaults.classes ?? 1000, inputShape = defaults.inputShape ?? [224, 224, 3] } = config;
  checkNames(name, config, defaults.options ?? []);
  const { seed = 0, initialWeights = 'random', batchNormMomentum = 0.9 } = config;
  checkCount(name, 'classes', classes);
  checkImage(name, inputShape);
  checkSeed(name, seed);
  checkChoice(name, 'initialWeights', initialWeights, ['random', 'zeros']);
  checkRate(name, 'batchNormMomentum', batchNormMomentum);

  const made: layers.Layer[] = [];
  const apply = (layer: layers.Layer, x: SymbolicTensor | SymbolicTensor[]) => {
    made.push(layer);
    const y = layer.apply(x) as SymbolicTensor;
    if (y.shape.some((length) => length !== null && length < 1)) {
      throw new ModelError(
        `${name}: images of ${inputShape[0]} x ${inputShape[1]} pixels are too small: nothing is left of them in ${layer.name}. ` +
          'Give a larger inputShape.',
      );
    }
    return y;
  };
  try {
    const batchNorm = { epsilon: defaults.epsilon ?? 1e-5, momentum: batchNormMomentum };
    const net = { name, classes, initialWeights, batchNorm, stream: seedStreams(seed), apply };
    const image = input({ shape: [...inputShape], name: 'image' });
    return model({ inputs: image, outputs: build(net, image), name });
  } catch (error) {
    for (const layer of made) {
      for (const weight of layer.weights) weight.dispose();
    }
    throw error;
  }
}

/** Channels of a network that is `width` times as wide: rounded, at least one. */
export const widened = (channels: number, width: number) => Math.max(1, Math.round(width * channels));
