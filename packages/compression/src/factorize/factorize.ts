import type { Layer } from '@gradlab/layer-graph';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import { type Replacement, rebuilt, type SavedLayer, savedModel } from '../structured/rebuild.ts';
import { chooseRanks, type RankChoice } from './choose-ranks.ts';
import { convChannel, convSpatial, dilation } from './conv-svd.ts';
import type { Decompose, Part } from './decomposition.ts';
import { denseSvd } from './dense-svd.ts';
import { depthwiseSeparable } from './depthwise-separable.ts';
import { convTucker } from './tucker.ts';

export type FactorizationMethod = 'svd' | 'channel' | 'spatial' | 'tucker' | 'depthwise';

export interface Factorization extends RankChoice {
  /**
   * `svd` of a dense layer. Of a convolution: `channel`, k x k to fewer channels and 1 x 1; `spatial`, k x 1 and 1 x k; `tucker`, 1 x 1, k x k
   * and 1 x 1; `depthwise`, every channel by itself and 1 x 1, where the rank is the depth multiplier.
   */
  readonly method: FactorizationMethod;
}

/** What became of one layer. */
export interface FactorizedLayer {
  readonly name: string;
  readonly method: FactorizationMethod;
  readonly ranks: readonly number[];
  /** Frobenius norm of what is left out, as a share of the kernel's. */
  readonly error: number;
  /** Weights of the kernel. */
  readonly before: number;
  /** Weights of the kernels in its place. */
  readonly after: number;
}

export interface Factorized {
  readonly model: LayersModel;
  readonly layers: readonly FactorizedLayer[];
}

const METHODS: Readonly<Record<FactorizationMethod, readonly [className: string, decompose: Decompose]>> = {
  svd: ['Dense', denseSvd],
  channel: ['Conv2D', convChannel],
  spatial: ['Conv2D', convSpatial],
  tucker: ['Conv2D', convTucker],
  depthwise: ['Conv2D', depthwiseSeparable],
};

function refuse(name: string, message: string): never {
  throw new InvalidOptionError(`factorize: ${name}: ${message}`);
}

function checkedLayer(
  model: LayersModel,
  saved: SavedLayer | undefined,
  name: string,
  { method }: Factorization,
): Layer {
  const layer = model.layers.find((one) => one.name === name);
  if (layer === undefined || saved === undefined)
    return refuse(name, `${model.name} has no layer of that name.`);
  const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (known === undefined)
    return refuse(name, `method must be ${Object.keys(METHODS).join(', ')}, got ${JSON.stringify(method)}.`);
  const [className] = known;
  if (layer.getClassName() !== className)
    refuse(name, `${method} is for ${className}, the layer is a ${layer.getClassName()}.`);
  if (saved.config.data_format === 'channels_first') refuse(name, 'its channels must be last.');
  if (method === 'depthwise' && dilation(saved.config).some((rate) => rate !== 1)) {
    refuse(name, 'it has a dilation, which depthwise layers of TensorFlow.js ignore.');
  }
  return layer;
}

const SUFFIXES = ['in', 'core'];

/** Each part as a layer: the last keeps the name, the bias and the activation; those before are linear, without bias. */
function replacementOf(
  model: LayersModel,
  saved: SavedLayer,
  parts: readonly Part[],
  bias: readonly tf.Tensor[],
): Replacement {
  const taken = new Set(model.layers.map(({ name }) => name));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  const { name, trainable, dtype, strides, padding, kernel_size, dilation_rate } = saved.config;
  const place = saved.class_name === 'Dense' ? {} : { strides, padding, kernel_size, dilation_rate };
  const layers = parts.map(({ className, config }, i) => {
    const last = i === parts.length - 1;
    const before = { ...place, trainable, dtype, use_bias: false, name: free(`${name}_${SUFFIXES[i]}`) };
    return { class_name: className, config: { ...(last ? saved.config : before), ...config } };
  });
  const weights = parts.map(({ shape, kernel }, i) => [
    tf.tensor(kernel, [...shape]),
    ...(i === parts.length - 1 ? bias : []),
  ]);
  return { layers, weights };
}

/**
 * A new model in which layers are products of smaller ones: `factorize(model, { fc1: { method: 'svd', energy: 0.9 } })`. The last of a
 * layer's parts keeps its name, bias and activation; those before are named `fc1_in` and `fc1_core`. What comes out is an ordinary model that trains, saves and
 * loads, with weights of its own; fine-tune it with `fit`.
 *
 * Decompositions are made on the CPU, in time of the cube of a kernel's side: a second for 784 x 300, minutes for 4096 x 4096.
 *
 * @throws InvalidOptionError where a layer is missing or of another kind, a rank cannot be meant, or the parts would have no fewer
 * weights than the kernel.
 */
export async function factorize(
  model: LayersModel,
  plan: Readonly<Record<string, Factorization>>,
): Promise<Factorized> {
  const saved = new Map(savedModel(model).config.layers.map((layer) => [layer.config.name, layer]));
  const replacements = new Map<string, Replacement>();
  const report: FactorizedLayer[] = [];
  const own: tf.Tensor[] = [];
  try {
    for (const [name, choice] of Object.entries(plan)) {
      const layer = checkedLayer(model, saved.get(name), name, choice);
      const [kernel, ...bias] = layer.getWeights() as [tf.Tensor, ...tf.Tensor[]];
      const values = await kernel.data();
      if (!values.every(Number.isFinite)) refuse(name, 'its kernel has weights that are not finite.');
      const savedLayer = saved.get(name) as SavedLayer;
      const [, decompose] = METHODS[choice.method];
      const decomposition = decompose({ shape: kernel.shape, values, config: savedLayer.config });
      const ranks = chooseRanks(decomposition, choice, name);
      const after = decomposition.size(ranks);
      if (after >= kernel.size) {
        refuse(
          name,
          `${choice.method} of rank ${ranks.join(', ')} has ${after} weights, the kernel ${kernel.size}: it does not pay.`,
        );
      }
      const replacement = replacementOf(model, savedLayer, decomposition.parts(ranks), bias);
      own.push(...replacement.weights.flatMap(([first]) => (first === undefined ? [] : [first])));
      replacements.set(name, replacement);
      report.push({
        name,
        method: choice.method,
        ranks,
        error: Math.sqrt(decomposition.lost(ranks)),
        before: kernel.size,
        after,
      });
    }
    return { model: await rebuilt(model, replacements), layers: report };
  } finally {
    tf.dispose(own);
  }
}
