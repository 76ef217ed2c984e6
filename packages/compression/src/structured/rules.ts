import type { Layer, Shape, Use } from '@gradlab/layer-graph';
import { util } from '@tensorflow/tfjs-core';
import type { ChannelIds, Channels } from './channel-ids.ts';
import { type Config, lastOf, weightKind } from './graph.ts';

/** How channels go through one use of a layer. */
export interface Passage {
  readonly layer: Layer;
  readonly config: Config;
  readonly inputs: readonly Channels[];
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  readonly ids: ChannelIds;
}

/** The channels of the output; undefined where the layer, as it is configured, is none that can be followed. */
type Rule = (passage: Passage) => Channels | undefined;

const first = ({ inputs }: Passage) => inputs[0] as Channels;

/** Every output channel is made of all input channels. */
const produce: Rule = ({ ids, outputShape }) => ids.fresh(lastOf(outputShape));

/** Every output channel is made of the input channel at its place. */
const pass: Rule = (passage) => first(passage);

/** Softmax and its logarithm divide by the sum over channels, so that none can go without changing the others. */
export const isSoftmax = ({ activation }: Config): boolean =>
  typeof activation === 'string' && /softmax$/i.test(activation);

const elementwise: Rule = (passage) => (isSoftmax(passage.config) ? undefined : first(passage));

const depthwise: Rule = (passage) => {
  const multiplier = passage.config.depthMultiplier as number;
  return first(passage).flatMap((channel) => new Array<number>(multiplier).fill(channel));
};

const tied: Rule = ({ inputs, ids }) => {
  const [one = [], ...others] = inputs;
  if (others.some(({ length }) => length !== one.length)) return undefined;
  for (const other of others) ids.tie(one, other);
  return one;
};

const concatenate: Rule = (passage) => {
  const { config, inputs, outputShape } = passage;
  const axis = config.axis as number;
  return axis === -1 || axis === outputShape.length - 1 ? inputs.flat() : tied(passage);
};

const onLastAxis: Rule = (passage) => {
  const { config, inputShapes } = passage;
  const axis = config.axis as number;
  return axis === -1 || axis === (inputShapes[0] as Shape).length - 1 ? first(passage) : undefined;
};

/** Places come before channels: value (h W + w) C + c is of channel c. */
const flatten: Rule = (passage) => {
  const places = util.sizeFromShape((passage.inputShapes[0] as Shape).slice(1, -1) as number[]);
  return Number.isInteger(places) ? new Array<Channels>(places).fill(first(passage)).flat() : undefined;
};

/** Values keep their order, in which channels run fastest: a last axis as long as before has the same ones. */
const reshape: Rule = (passage) => {
  const { layer, inputShapes, outputShape } = passage;
  const [shape = []] = inputShapes;
  // Its target is one for all uses.
  const same = shape.length > 1 && lastOf(shape) === lastOf(outputShape) && layer.inboundNodes.length === 1;
  return same ? first(passage) : undefined;
};

/** Option A of residual networks: channels of zeros before and behind, which a sum may tie to others. */
const shortcutA: Rule = (passage) => {
  const inputs = first(passage);
  const before = zerosBefore(passage.config, inputs.length);
  const zeros = passage.ids.fresh(lastOf(passage.outputShape) - inputs.length);
  return [...zeros.slice(0, before), ...inputs, ...zeros.slice(before)];
};

export function zerosBefore({ zeros }: Config, channels: number): number {
  if (Array.isArray(zeros)) return zeros[0] as number;
  return zeros === 'around' ? Math.floor(channels / 2) : 0;
}

const named = (rule: Rule, names: readonly string[]): readonly (readonly [string, Rule])[] =>
  names.map((name) => [name, rule] as const);

const RULES: ReadonlyMap<string, Rule> = new Map([
  ...named(produce, ['Dense', 'Conv1D', 'Conv2D', 'Conv3D', 'Conv2DTranspose', 'Conv3DTranspose']),
  ...named(produce, ['SeparableConv2D']),
  ...named(depthwise, ['DepthwiseConv2D']),
  ...named(onLastAxis, ['BatchNormalization', 'BatchNorm']),
  ...named(elementwise, ['Activation', 'ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU']),
  ...named(pass, ['InputLayer', 'Dropout', 'SeededDropout', 'SpatialDropout1D']),
  ...named(pass, ['GaussianNoise', 'GaussianDropout', 'AlphaDropout']),
  ...named(pass, [
    'MaxPooling1D',
    'MaxPooling2D',
    'MaxPooling3D',
    'GlobalMaxPooling1D',
    'GlobalMaxPooling2D',
  ]),
  ...named(pass, ['AveragePooling1D', 'AveragePooling2D', 'AveragePooling3D', 'AdaptiveAveragePooling2d']),
  ...named(pass, ['GlobalAveragePooling1D', 'GlobalAveragePooling2D']),
  ...named(pass, ['ZeroPadding2D', 'ZeroPadding1d', 'Cropping2D', 'UpSampling2D']),
  ...named(flatten, ['Flatten']),
  ...named(reshape, ['Reshape']),
  ...named(tied, ['Add', 'Multiply', 'Average', 'Maximum', 'Minimum']),
  ...named(concatenate, ['Concatenate']),
  ...named(shortcutA, ['ShortcutA']),
]);

export const isProducer = (layer: Layer): boolean => RULES.get(layer.getClassName()) === produce;

/** The output channels of one use of a layer, or undefined where they cannot be followed. */
export function outputChannels(passage: Passage): Channels | undefined {
  const { layer, config } = passage;
  const known = RULES.get(layer.getClassName());
  if (known === undefined || config.dataFormat === 'channelsFirst') return undefined;
  return known(passage);
}

/** What `layer.inboundNodes` says of a use, with single inputs as lists of one. */
export const shapesOf = (shapes: Use['inputShapes']): readonly Shape[] =>
  (Array.isArray(shapes[0]) ? shapes : [shapes]) as readonly Shape[];

type Side = 'input' | 'output';

/** Which axes of a weight run along channels of the layer's input or output. */
export function channelAxes(
  layer: Layer,
  weight: Layer['weights'][number],
): readonly { readonly axis: number; readonly side: Side }[] {
  const rank = weight.shape.length;
  const last = { axis: rank - 1, side: 'output' } as const;
  switch (weightKind(weight)) {
    case 'kernel': {
      const transposed = layer.getClassName().endsWith('Transpose');
      const sides: readonly Side[] = transposed ? ['output', 'input'] : ['input', 'output'];
      return sides.map((side, i) => ({ axis: rank - 2 + i, side }));
    }
    case 'depthwise_kernel':
      return [{ axis: rank - 2, side: 'input' }];
    case 'pointwise_kernel':
      return [{ axis: rank - 2, side: 'input' }, last];
    default:
      return [last];
  }
}
