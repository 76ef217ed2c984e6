import type { Layer } from '@gradlab/layer-graph';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { WeightsFormatError } from './errors.ts';
import { float32Of, type StoredTensors, sizeOf } from './stored-tensor.ts';

/** One operation of a list. Names of the inputs are those of earlier operations. */
export interface GraphOp {
  readonly name: string;
  /** conv2d, depthwiseConv2d, add, avgPool, reshape or softmax. */
  readonly op: string;
  readonly inputs: readonly string[];
  /** Names of tensors in the file of weights. Kernels are HWIO, depthwise ones `[h, w, C, m]`. */
  readonly weight?: string;
  readonly bias?: string;
  readonly strides?: readonly number[];
  readonly filterSize?: readonly number[];
  /** TensorFlow's. */
  readonly padding?: 'same' | 'valid';
  readonly activation?: 'relu' | 'relu6' | null;
  readonly shape?: readonly number[];
}

/** A network as a list of operations in their order. */
export interface Graph {
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly ops: readonly GraphOp[];
}

type Pair = [number, number];

/** The layer of an operation; a softmax has none, because models return logits. */
function layerOf(
  op: GraphOp,
  kernel: readonly number[] | undefined,
  fail: (what: string) => never,
): Layer | undefined {
  const { name, padding = 'valid' } = op;
  const strides = [...(op.strides ?? [1, 1])] as Pair;
  const shape = kernel ?? [];
  const convolution = {
    name,
    strides,
    padding,
    useBias: op.bias !== undefined,
    kernelSize: shape.slice(0, 2) as Pair,
  };
  switch (op.op) {
    case 'conv2d':
      return layers.conv2d({ ...convolution, filters: shape[3] as number, kernelInitializer: 'zeros' });
    case 'depthwiseConv2d':
      return layers.depthwiseConv2d({
        ...convolution,
        depthMultiplier: shape[3] as number,
        depthwiseInitializer: 'zeros',
      });
    case 'add':
      return layers.add({ name });
    case 'avgPool':
      return layers.averagePooling2d({
        name,
        poolSize: [...(op.filterSize ?? [])] as Pair,
        strides,
        padding,
      });
    case 'reshape':
      return layers.reshape({ name, targetShape: (op.shape ?? []).slice(1) });
    case 'softmax':
      return undefined;
    default:
      return fail(`the operation ${JSON.stringify(op.op)} is not known`);
  }
}

/** What an operation's layer makes of its inputs. */
function applied(op: GraphOp, inputs: SymbolicTensor[], tensors: StoredTensors): SymbolicTensor {
  const fail = (what: string): never => {
    throw new WeightsFormatError(`fromGraphJson: ${op.name}: ${what}.`);
  };
  const weights = [op.weight, op.bias].flatMap((key) => {
    if (key === undefined) return [];
    return [tensors.get(key) ?? fail(`the weights have no tensor ${JSON.stringify(key)}`)];
  });
  const kernel = weights[0]?.shape;
  if (/conv/i.test(op.op) && kernel?.length !== 4) fail('a convolution needs a kernel with four axes');
  const layer = layerOf(op, kernel, fail);
  if (layer === undefined) return inputs[0] as SymbolicTensor;
  const y = layer.apply(inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs) as SymbolicTensor;
  for (const [index, variable] of layer.weights.entries()) {
    const tensor = weights[index];
    const shape = variable.shape as number[];
    if (tensor === undefined || sizeOf(tensor.shape) !== sizeOf(shape)) {
      for (const weight of layer.weights) weight.dispose();
      return fail(`a tensor of shape [${tensor?.shape.join(', ')}] where [${shape.join(', ')}] is needed`);
    }
    const value = tf.tensor(float32Of(tensor).slice(), shape);
    variable.write(value);
    value.dispose();
  }
  if (op.activation == null) return y;
  const maxValue = op.activation === 'relu6' ? { maxValue: 6 } : {};
  return layers.reLU({ name: `${op.name}.${op.activation}`, ...maxValue }).apply(y) as SymbolicTensor;
}

/**
 * A network from a list of operations and a file of weights, as the quantization-aware MobileNets are published: batch norm folded
 * into biases.
 *
 * @param graph the parsed list
 * @param tensors what `readSafetensors` gives
 * @returns a `tf.LayersModel` from images `[N, H, W, C]` to logits: a softmax at the end is left out
 * @throws WeightsFormatError where an operation or an input is not known, or a tensor is missing or has another size
 */
export function fromGraphJson({ input: image, ops }: Graph, tensors: StoredTensors): LayersModel {
  const start = input({ shape: image.shape.slice(1), name: image.name });
  const made = new Map<string, SymbolicTensor>([[image.name, start]]);
  let last = start;
  try {
    for (const op of ops) {
      const inputs = op.inputs.map((name) => {
        const tensor = made.get(name);
        if (tensor) return tensor;
        throw new WeightsFormatError(
          `fromGraphJson: ${op.name} reads ${JSON.stringify(name)}, which no earlier operation makes.`,
        );
      });
      last = applied(op, inputs, tensors);
      made.set(op.name, last);
    }
    return modelOf({ inputs: start, outputs: last });
  } catch (error) {
    for (const tensor of made.values()) {
      for (const weight of tensor.sourceLayer.weights) weight.dispose();
    }
    throw error;
  }
}
