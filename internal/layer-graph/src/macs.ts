import { util } from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { type Layer, type Shape, type Use, usesInOrder } from './uses.ts';

type Places = (input: Shape, output: Shape) => number;

const product = (lengths: Shape): number =>
  lengths.reduce<number>((all, length) => all * (length ?? Number.NaN), 1);
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

const first = (shapes: Use['inputShapes']): Shape => (Array.isArray(shapes[0]) ? shapes[0] : shapes) as Shape;

/**
 * Multiplications, each with its addition, that one use of a layer needs for one example: kernels of convolutions, dense and recurrent
 * layers, without biases, norms and activations. A nested model counts what is in it. NaN where the size of the input is not fixed, or
 * the layer has kernels and is none that we know.
 */
export function macsOf(layer: Layer, { inputShapes, outputShapes }: Use): number {
  if (layer instanceof LayersModel) {
    return usesInOrder(layer.outputs).reduce((sum, use) => sum + macsOf(use.outboundLayer, use), 0);
  }
  const kernels = layer.weights.filter(({ shape }) => shape.length > 1);
  if (kernels.length === 0) return 0;
  const once = kernels.reduce((sum, { shape }) => sum + util.sizeFromShape(shape as number[]), 0);
  const places = PLACES[layer.getClassName()];
  return (places?.(first(inputShapes), first(outputShapes)) ?? Number.NaN) * once;
}

/**
 * Multiply-adds for one example of each layer, over all its uses, by its name. Layers of nested models stand for themselves. Undefined
 * where `macsOf` has no number.
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
