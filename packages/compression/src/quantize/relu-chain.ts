import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  configOf,
  KERNELS,
  kernelOf,
  type Layer,
  largest,
  onlyReader,
  outputChannels,
  ratioOf,
  setValues,
  valuesOf,
  weightOf,
} from './channels.ts';

/** Layers through which a positive factor of a channel passes. */
const PASSING = new Set([
  'Flatten',
  'MaxPooling2D',
  'AveragePooling2D',
  'MaxPooling1D',
  'AveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'Dropout',
  'ZeroPadding2D',
]);

function passes(layer: Layer): boolean {
  const name = layer.getClassName();
  const { maxValue, negativeSlope = 0, threshold = 0, activation } = configOf(layer);
  if (name === 'ReLU') return maxValue == null && negativeSlope === 0 && threshold === 0;
  return PASSING.has(name) || (name === 'Activation' && activation === 'relu');
}

/** The layer with a kernel that reads the channels, or why there is none. */
function behind(layer: Layer, model: LayersModel): Layer | string {
  const { activation } = configOf(layer);
  if (activation !== undefined && activation !== 'relu' && activation !== 'linear')
    return `its activation is ${String(activation)}`;
  let next = onlyReader(layer, model);
  while (next !== undefined && passes(next)) next = onlyReader(next, model);
  if (next === undefined) return 'no single layer reads it, or it is an output';
  return KERNELS.has(next.getClassName()) ? next : `${next.name} (${next.getClassName()}) takes no scales`;
}

/** Moves scales from a layer's output channels to the kernel behind it: the root of the ratio of both ranges makes them equal. */
export function scaleChain(
  layer: Layer,
  model: LayersModel,
): { readonly into: string; readonly ratio: number } | { readonly reason: string } {
  const next = behind(layer, model);
  if (typeof next === 'string') return { reason: next };
  const [kernel, other] = [kernelOf(layer), kernelOf(next)].map(
    (weight) => weight as NonNullable<typeof weight>,
  ) as [NonNullable<ReturnType<typeof kernelOf>>, NonNullable<ReturnType<typeof kernelOf>>];
  const channels = outputChannels(kernel);
  const [values, behindValues] = [valuesOf(kernel), valuesOf(other)];
  // The last axis is the outputs; a depthwise kernel has its multiplier there. Flattened images have their channels last, too.
  const outputs = other.shape.at(-1) as number;
  const input = (i: number) => Math.floor(i / outputs) % channels;
  const [own, theirs] = [
    largest(values, channels, (i) => i % channels),
    largest(behindValues, channels, input),
  ];
  const scales = own.map((value, c) =>
    value > 0 && (theirs[c] as number) > 0 ? Math.sqrt(value / (theirs[c] as number)) : 1,
  );
  const scale = (c: number) => scales[c] as number;
  setValues(
    kernel,
    values.map((value, i) => value / scale(i % channels)),
  );
  const bias = weightOf(layer, 'bias');
  if (bias)
    setValues(
      bias,
      valuesOf(bias).map((value, c) => value / scale(c)),
    );
  setValues(
    other,
    behindValues.map((value, i) => value * scale(input(i))),
  );
  return { into: next.name, ratio: ratioOf(own) };
}
