import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNorm } from '../batch-norm.ts';
import { SeededDropout } from '../seeded-dropout.ts';
import { type Fan, type InitialWeights, zeroWeights } from './initial-weights.ts';
import type { Net } from './network.ts';

export interface Convolution {
  readonly name: string;
  readonly filters: number;
  readonly kernelSize: number;
  /** Default: 1. */
  readonly strides?: number;
  /** Pixels of zeros on each of the four sides, as in PyTorch, or TensorFlow's 'same'. Default: 0. */
  readonly padding?: number | 'same';
  /** Default: true. */
  readonly useBias?: boolean;
  readonly activation?: 'relu' | 'sigmoid' | 'tanh' | undefined;
  readonly initial: InitialWeights;
}

export interface Pool {
  readonly name: string;
  readonly size: number;
  readonly strides: number;
  /** Pixels on each of the four sides. Default: 0. */
  readonly padding?: number;
}

const channelsOf = (x: SymbolicTensor) => x.shape.at(-1) as number;

function initialize(net: Net, initial: InitialWeights, fan: Fan) {
  const seed = net.stream();
  return (net.initialWeights === 'zeros' ? zeroWeights : initial)(fan, seed);
}

/** TensorFlow's 'same' pads as PyTorch does where the stride is 1 and the padding keeps the size; elsewhere a layer of zeros does. */
function padded(
  net: Net,
  x: SymbolicTensor,
  { name, kernelSize, strides = 1, padding = 0 }: Omit<Convolution, 'filters' | 'initial'>,
): { readonly x: SymbolicTensor; readonly padding: 'same' | 'valid' } {
  if (padding === 'same' || (strides === 1 && kernelSize === 2 * padding + 1)) return { x, padding: 'same' };
  if (padding === 0) return { x, padding: 'valid' };
  return { x: net.apply(layers.zeroPadding2d({ name: `${name}.pad`, padding }), x), padding: 'valid' };
}

export function conv2d(net: Net, x: SymbolicTensor, convolution: Convolution): SymbolicTensor {
  const { name, filters, kernelSize, strides = 1, useBias = true, activation, initial } = convolution;
  const { x: image, padding } = padded(net, x, convolution);
  const fan = { fanIn: kernelSize ** 2 * channelsOf(x), fanOut: kernelSize ** 2 * filters };
  const { kernelInitializer, biasInitializer } = initialize(net, initial, fan);
  const layer = layers.conv2d({
    name,
    filters,
    kernelSize,
    strides,
    padding,
    useBias,
    kernelInitializer,
    biasInitializer,
    ...(activation === undefined ? {} : { activation }),
  });
  return net.apply(layer, image);
}

/** A convolution of every channel by itself. PyTorch counts all channels into its fan-out. */
export function depthwise(
  net: Net,
  x: SymbolicTensor,
  convolution: Omit<Convolution, 'filters'>,
): SymbolicTensor {
  const { name, kernelSize, strides = 1, useBias = true, initial } = convolution;
  const { x: image, padding } = padded(net, x, convolution);
  const fan = { fanIn: kernelSize ** 2, fanOut: kernelSize ** 2 * channelsOf(x) };
  const { kernelInitializer, biasInitializer } = initialize(net, initial, fan);
  const layer = layers.depthwiseConv2d({
    name,
    kernelSize,
    strides,
    padding,
    useBias,
    depthwiseInitializer: kernelInitializer,
    biasInitializer,
  });
  return net.apply(layer, image);
}

export interface Dense {
  readonly name: string;
  readonly units: number;
  readonly activation?: 'relu' | 'sigmoid' | 'tanh' | undefined;
  readonly initial: InitialWeights;
}

export function dense(
  net: Net,
  x: SymbolicTensor,
  { name, units, activation, initial }: Dense,
): SymbolicTensor {
  const weights = initialize(net, initial, { fanIn: channelsOf(x), fanOut: units });
  const layer = layers.dense({
    name,
    units,
    ...weights,
    ...(activation === undefined ? {} : { activation }),
  });
  return net.apply(layer, x);
}

export const batchNorm = (net: Net, x: SymbolicTensor, name: string): SymbolicTensor =>
  net.apply(new BatchNorm({ name, ...net.batchNorm }), x);

export const relu = (net: Net, x: SymbolicTensor, name: string): SymbolicTensor =>
  net.apply(layers.reLU({ name }), x);

export const relu6 = (net: Net, x: SymbolicTensor, name: string): SymbolicTensor =>
  net.apply(layers.reLU({ name, maxValue: 6 }), x);

/** PyTorch's padding is of minus infinity; zeros give the same where no input is negative, as behind a ReLU. */
export function maxPoolOfRelu(
  net: Net,
  x: SymbolicTensor,
  { name, size, strides, padding = 0 }: Pool,
): SymbolicTensor {
  const image = padding === 0 ? x : net.apply(layers.zeroPadding2d({ name: `${name}.pad`, padding }), x);
  return net.apply(layers.maxPooling2d({ name, poolSize: size, strides }), image);
}

export const averagePool = (net: Net, x: SymbolicTensor, name: string): SymbolicTensor =>
  net.apply(layers.globalAveragePooling2d({ name }), x);

/** Nothing at rate 0. */
export const dropout = (net: Net, x: SymbolicTensor, name: string, rate: number): SymbolicTensor =>
  rate === 0 ? x : net.apply(new SeededDropout({ name, rate, seed: net.stream() }), x);
