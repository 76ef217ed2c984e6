import { type Layer, macsOf, usesOf } from '@gradlab/layer-graph';
import { util } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export interface LayerSummary {
  readonly name: string;
  readonly className: string;
  /** Names of the layers that it reads. */
  readonly inputs: readonly string[];
  /** Of its first output where it has several; null is the batch, or another length that is not fixed. */
  readonly outputShape: readonly (number | null)[];
  /** Weights and biases, scales and offsets: what PyTorch counts. */
  readonly parameters: number;
  /** Moving means and variances of batch norm, which Keras counts too. */
  readonly movingStatistics: number;
  /** How many of the parameters training changes: none of a frozen layer. */
  readonly trainable: number;
  /** Multiply-adds for one example; undefined where the layer or the size of its input is not known. */
  readonly macs: number | undefined;
}

export interface ModelSummary
  extends Pick<LayerSummary, 'parameters' | 'movingStatistics' | 'trainable' | 'macs'> {
  readonly name: string;
  readonly layers: readonly LayerSummary[];
}

type Weights = Layer['weights'];

const MOVING = /moving_(mean|variance)$/;
const known = (macs: number) => (Number.isNaN(macs) ? undefined : macs);
const count = (weights: Weights) =>
  weights.reduce((total, { shape }) => total + util.sizeFromShape(shape as number[]), 0);

/**
 * What `model.summary()` prints, as data: the layers in their order and what they hold and cost. The parameters are those that
 * torchvision publishes; with the moving statistics, those of Keras. Multiply-adds are of convolutions, dense and recurrent layers,
 * as torchvision and the papers count: no biases, norms, activations or pools.
 */
export function summary(model: LayersModel): ModelSummary {
  const uses = usesOf(model.outputs);
  const layers = model.layers.map((layer): LayerSummary => {
    const own = uses.get(layer) ?? [];
    const moving = layer.weights.filter(({ originalName }) => MOVING.test(originalName));
    const [first] = own;
    return {
      name: layer.name,
      className: layer.getClassName(),
      inputs: own.flatMap(({ inputTensors }) => inputTensors.map(({ sourceLayer }) => sourceLayer.name)),
      outputShape: first?.outputTensors[0]?.shape ?? [],
      parameters: count(layer.weights) - count(moving),
      movingStatistics: count(moving),
      trainable: count(layer.trainableWeights),
      macs: known(own.reduce((sum, use) => sum + macsOf(layer, use), 0)),
    };
  });
  const total = (key: 'parameters' | 'movingStatistics' | 'trainable') =>
    layers.reduce((sum, layer) => sum + layer[key], 0);
  return {
    name: model.name,
    layers,
    parameters: total('parameters'),
    movingStatistics: total('movingStatistics'),
    trainable: total('trainable'),
    macs: known(layers.reduce((sum, { macs }) => sum + (macs ?? Number.NaN), 0)),
  };
}
