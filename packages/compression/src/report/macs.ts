import { util } from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { type Layer, type Shape, type Use, usesInOrder } from '../structured/graph.ts';
import { shapesOf } from '../structured/rules.ts';

const product = (lengths: Shape): number =>
  lengths.reduce<number>((all, length) => all * (length ?? Number.NaN), 1);
const sizeOf = ({ shape }: Layer['weights'][number]): number => util.sizeFromShape(shape as number[]);

type Places = (input: Shape, output: Shape) => number;
const ofOutput: Places = (_, output) => product(output.slice(1, -1));
const ofInput: Places = (input) => product(input.slice(1, -1));
const steps: Places = (input) => product(input.slice(1, 2));
const none: Places = () => 0;

/** How often a layer applies its kernels to one example. */
const PLACES: Readonly<Record<string, Places>> = {
  ...{ Dense: ofOutput, Conv1D: ofOutput, Conv2D: ofOutput, Conv3D: ofOutput },
  ...{ DepthwiseConv2D: ofOutput, SeparableConv2D: ofOutput },
  ...{ Conv2DTranspose: ofInput, Conv3DTranspose: ofInput },
  ...{ SimpleRNN: steps, GRU: steps, LSTM: steps, TorchRnn: steps, TorchGru: steps, TorchLstm: steps },
  ...{ Embedding: none, TokenEmbedding: none, PReLU: none },
};

function macsOf(layer: Layer, { inputShapes, outputShapes }: Use): number {
  const kernels = layer.weights.filter(({ shape }) => shape.length > 1);
  if (kernels.length === 0) return 0;
  const places = PLACES[layer.getClassName()];
  const [[input = []], [output = []]] = [shapesOf(inputShapes), shapesOf(outputShapes)];
  const once = kernels.reduce((sum, kernel) => sum + sizeOf(kernel), 0);
  return (places?.(input, output) ?? Number.NaN) * once;
}

/**
 * Multiply-adds for one example of each layer, over all its uses, by its name: of convolutions, dense and recurrent layers, without biases,
 * norms and activations. Layers of nested models stand for themselves. Undefined where the size of an input is not fixed, or nothing is known
 * of a layer with kernels.
 */
export function layerMacs(model: LayersModel): Readonly<Record<string, number | undefined>> {
  const found = new Map<string, number>();
  const visit = (inner: LayersModel) => {
    for (const use of usesInOrder(inner.outputs)) {
      const layer = use.outboundLayer;
      if (layer instanceof LayersModel) visit(layer);
      else found.set(layer.name, (found.get(layer.name) ?? 0) + macsOf(layer, use));
    }
  };
  visit(model);
  return Object.fromEntries([...found].map(([name, macs]) => [name, Number.isNaN(macs) ? undefined : macs]));
}
