import { util } from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { type Layer, type Use, usesOf } from './graph.ts';

type Shape = readonly (number | null)[];

const product = (lengths: Shape): number => lengths.reduce<number>((sum, n) => sum * (n ?? Number.NaN), 1);

/** Weights that are multiplied: kernels, not biases, scales or statistics. */
const kernelSizes = (layer: Layer) =>
  layer.weights
    .filter(({ shape }) => shape.length > 1)
    .map(({ shape }) => util.sizeFromShape(shape as number[]));

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Each of these applies its kernels once at every place of the image or sequence that it gives or, last, that it takes. */
const PLACES: Readonly<Record<string, (input: Shape, output: Shape) => number>> = {
  Conv1D: (_, output) => product(output.slice(1, -1)),
  Conv2D: (_, output) => product(output.slice(1, -1)),
  Conv3D: (_, output) => product(output.slice(1, -1)),
  DepthwiseConv2D: (_, output) => product(output.slice(1, -1)),
  Dense: (_, output) => product(output.slice(1, -1)),
  Conv2DTranspose: (input) => product(input.slice(1, -1)),
  Conv3DTranspose: (input) => product(input.slice(1, -1)),
  TorchGru: (input) => product(input.slice(1, 2)),
  TorchLstm: (input) => product(input.slice(1, 2)),
  TorchRnn: (input) => product(input.slice(1, 2)),
  GRU: (input) => product(input.slice(1, 2)),
  LSTM: (input) => product(input.slice(1, 2)),
  SimpleRNN: (input) => product(input.slice(1, 2)),
  Embedding: () => 0,
  TokenEmbedding: () => 0,
};

function macsOfUse(layer: Layer, { inputShapes, outputShapes }: Use): number {
  if (layer instanceof LayersModel) return macsOf(layer);
  const kernels = kernelSizes(layer);
  if (kernels.length === 0) return 0;
  const single = (shapes: Use['inputShapes']) => (Array.isArray(shapes[0]) ? shapes[0] : shapes) as Shape;
  const places = PLACES[layer.getClassName()];
  return places ? places(single(inputShapes), single(outputShapes)) * sum(kernels) : Number.NaN;
}

/**
 * Multiplications, each with its addition, that a layer needs for one example over all its uses. NaN where the size of the input
 * is not known, or the layer has kernels and is none that we know.
 */
export const macsOfLayer = (layer: Layer, uses: readonly Use[]): number =>
  sum(uses.map((use) => macsOfUse(layer, use)));

function macsOf(model: LayersModel): number {
  return sum([...usesOf(model.outputs)].map(([layer, uses]) => macsOfLayer(layer, uses)));
}
