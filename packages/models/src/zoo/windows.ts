import type { Layer } from '@gradlab/layer-graph';
import { ModelError } from '../errors.ts';
import type { Window } from './field.ts';

type Shape = readonly (number | null)[];
type Pair = readonly [number, number];
/** A window along height and width; `'all'` sees every place, `'each'` only its own. */
export type Windows = readonly [Window, Window] | 'all' | 'each';

interface Sliding {
  readonly kernelSize?: Pair;
  readonly poolSize?: Pair;
  readonly strides?: Pair;
  readonly dilationRate?: Pair | number;
  readonly padding?: string | readonly [Pair, Pair];
  readonly dataFormat?: string;
  readonly outputSize?: Pair;
}

/** These compute every place from the same place, once training is over: norms then use their moving statistics. */
const PLACEWISE = new Set([
  'InputLayer',
  'Activation',
  'ReLU',
  'LeakyReLU',
  'PReLU',
  'ELU',
  'ThresholdedReLU',
  'Softmax',
  'BatchNormalization',
  'BatchNorm',
  'Dropout',
  'SeededDropout',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'Add',
  'Multiply',
  'Average',
  'Maximum',
  'Minimum',
  'Concatenate',
]);
const SLIDING = new Set(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D', 'MaxPooling2D', 'AveragePooling2D']);
const ALL = new Set(['Flatten', 'GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'Reshape']);

/** What a layer looks at, for an input `[batch, height, width, channels]`. */
export function windowsOf(layer: Layer, input: Shape, output: Shape): Windows {
  const className = layer.getClassName();
  const config = layer.getConfig() as Sliding;
  if (config.dataFormat === 'channelsFirst') {
    throw new ModelError(
      `receptiveField: ${layer.name} has its channels first; networks must be [batch, height, width, channels].`,
    );
  }
  if (PLACEWISE.has(className)) return 'each';
  if (ALL.has(className)) return 'all';
  if (className === 'Dense') return 'each';
  if (className === 'ShortcutA') return both(() => ({ size: 1, stride: 2, before: 0 }));
  if (className === 'ZeroPadding2D') {
    const padding = config.padding as readonly [Pair, Pair];
    return both((axis) => ({ size: 1, stride: 1, before: padding[axis][0] }));
  }
  if (SLIDING.has(className)) return both((axis) => sliding(layer, config, axis, input, output));
  if (className === 'AdaptiveAveragePooling2d') return both((axis) => adaptive(layer, config, axis, input));
  throw new ModelError(
    `receptiveField: ${layer.name} is a ${className}, of which it is not known what it sees; ask for a layer before it.`,
  );
}

const both = (window: (axis: 0 | 1) => Window): readonly [Window, Window] => [window(0), window(1)];

function sliding(layer: Layer, config: Sliding, axis: 0 | 1, input: Shape, output: Shape): Window {
  const kernel = (config.kernelSize ?? config.poolSize ?? [1, 1])[axis];
  const stride = (config.strides ?? [1, 1])[axis];
  // TensorFlow.js 4.22 keeps the dilation of a depthwise layer in its configuration and computes without it.
  const { dilationRate = 1 } = layer.getClassName() === 'DepthwiseConv2D' ? {} : config;
  const dilation = typeof dilationRate === 'number' ? dilationRate : dilationRate[axis];
  const size = (kernel - 1) * dilation + 1;
  if (config.padding !== 'same') return { size, stride, before: 0 };
  return { size, stride, before: Math.floor(samePadding(layer, axis, size, stride, input, output) / 2) };
}

/** TensorFlow's `same` pads as little as it can, which depends on the size where the stride is above 1. */
function samePadding(layer: Layer, axis: 0 | 1, size: number, stride: number, input: Shape, output: Shape) {
  if (stride === 1) return size - 1;
  const [length, places] = [input[axis + 1], output[axis + 1]];
  if (length == null || places == null) {
    throw new ModelError(
      `receptiveField: the padding of ${layer.name} depends on the size of its input, which is not fixed; make the network for images of one size.`,
    );
  }
  return Math.max(0, (places - 1) * stride + size - length);
}

function adaptive(layer: Layer, { outputSize = [1, 1] }: Sliding, axis: 0 | 1, input: Shape): Window {
  const [length, places] = [input[axis + 1] ?? Number.NaN, outputSize[axis]];
  if (length % places === 0) return { size: length / places, stride: length / places, before: 0 };
  throw new ModelError(
    `receptiveField: ${layer.name} divides ${length} places by ${places}, into windows of different sizes; ask for a layer before it.`,
  );
}
