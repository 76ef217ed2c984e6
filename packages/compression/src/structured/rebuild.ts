import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { CompressionError } from '../errors.ts';
import type { Config } from './graph.ts';

/** A layer of a saved topology. Keys are Keras': `batch_input_shape`. */
export interface SavedLayer {
  /** In graphs; sequential models name layers in their configuration alone. */
  readonly name?: string;
  readonly class_name: string;
  readonly config: Config & { readonly name: string };
  /** For each use, the tensors read: name of the layer, number of its use, number of its output. Sequential models have none. */
  readonly inbound_nodes?: readonly (readonly (readonly unknown[])[])[];
}

export interface Replacement {
  /**
   * What comes in place of the layer: one or several, one behind the other, the last of them with the layer's name. A `batch_input_shape` of
   * null says that the one of the old layer no longer holds.
   */
  readonly layers: readonly Omit<SavedLayer, 'name' | 'inbound_nodes'>[];
  /** Their weights, in the order of the layers. They stay the caller's. */
  readonly weights: readonly (readonly tf.Tensor[])[];
}

interface SavedModel {
  readonly class_name: string;
  readonly config: { readonly layers: readonly SavedLayer[] };
}

/** A layer of another shape has its weights already; TensorFlow.js makes identities of squares alone. */
const withoutIdentity = (config: SavedLayer['config']): SavedLayer['config'] => {
  const initializer = config.kernel_initializer as { readonly class_name?: string } | undefined;
  return initializer?.class_name === 'Identity' ? { ...config, kernel_initializer: 'glorotUniform' } : config;
};

/** Each of the new layers is used as often as the old one was, and reads the one before it. */
function chain(saved: SavedLayer, { layers }: Replacement): readonly SavedLayer[] {
  const { batch_input_shape, dtype } = saved.config;
  const dropped = layers[0]?.config.batch_input_shape === null;
  const image = batch_input_shape === undefined || dropped ? {} : { batch_input_shape, dtype };
  return layers.map(({ class_name, config }, i) => {
    const { batch_input_shape: _, ...others } = withoutIdentity(config);
    const layer = {
      class_name,
      config: i === 0 ? { ...others, ...image, name: config.name } : { ...others, name: config.name },
    };
    const nodes = saved.inbound_nodes;
    if (nodes === undefined) return layer;
    const before = layers[i - 1]?.config.name;
    return {
      name: config.name,
      ...layer,
      inbound_nodes: i === 0 ? nodes : nodes.map((_use, use) => [[before, use, 0, {}]]),
    };
  });
}

/** TensorFlow.js 4.22 forgets to save the depth multiplier of separable convolutions, whose kernel tells it. */
function withMultiplier(saved: SavedLayer, model: LayersModel): SavedLayer {
  if (saved.class_name !== 'SeparableConv2D') return saved;
  const depth_multiplier = model.getLayer(saved.config.name).weights[0]?.shape.at(-1);
  return { ...saved, config: { ...saved.config, depth_multiplier } };
}

export const savedModel = (model: LayersModel): SavedModel =>
  model.toJSON(null, false) as unknown as SavedModel;

/**
 * The same model with other layers in places, through the topology that `model.save` writes: whatever comes out can be saved and
 * loaded. Weights are copied; nothing is shared with the old model, which stays as it is.
 */
export async function rebuilt(
  model: LayersModel,
  replacements: ReadonlyMap<string, Replacement>,
): Promise<LayersModel> {
  const saved = savedModel(model);
  const layers = saved.config.layers.flatMap((layer) => {
    const replacement = replacements.get(layer.config.name);
    return replacement === undefined ? [withMultiplier(layer, model)] : chain(layer, replacement);
  });
  const modelTopology = { ...saved, config: { ...saved.config, layers } };
  // As text and back, so that what is built depends on nothing that a file could not hold.
  const text = JSON.stringify({ model_config: modelTopology });
  const made = await loadLayersModel({ load: async () => ({ modelTopology: JSON.parse(text) }) });
  const weights = new Map(
    [...replacements.values()].flatMap(({ layers: chained, weights: own }) =>
      chained.map(({ config }, i) => [config.name, own[i] ?? []] as const),
    ),
  );
  try {
    tf.tidy(() => {
      const old = new Map(model.layers.map((layer) => [layer.name, layer]));
      for (const layer of made.layers) {
        const values = weights.get(layer.name) ?? old.get(layer.name)?.getWeights();
        if (values === undefined)
          throw new CompressionError(`The new model has a layer ${layer.name} without weights.`);
        if (values.length > 0) layer.setWeights([...values]);
      }
    });
  } catch (error) {
    made.dispose();
    throw error;
  }
  return made;
}
