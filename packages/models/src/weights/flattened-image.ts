import { type Layer, useOf } from '@gradlab/layer-graph';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Layers that leave every value in its place. */
const IN_PLACE: ReadonlySet<string> = new Set([
  'Activation',
  'AlphaDropout',
  'BatchNorm',
  'BatchNormalization',
  'Dropout',
  'ELU',
  'GaussianDropout',
  'GaussianNoise',
  'LeakyReLU',
  'PReLU',
  'ReLU',
  'SeededDropout',
  'Softmax',
  'ThresholdedReLU',
]);

const isKnown = (shape: (number | null)[]): shape is number[] => !shape.includes(null);

/** The axes that were joined into the last one of a tensor, where it is an image or a row of one; the last of them are channels. */
function joinedAxes(tensor: SymbolicTensor): readonly number[] | undefined {
  const { sourceLayer } = tensor;
  const [input] = useOf(tensor)?.inputTensors ?? [];
  if (input === undefined) return undefined;
  const className = sourceLayer.getClassName();
  if (IN_PLACE.has(className)) return joinedAxes(input);
  if (className !== 'Flatten' && className !== 'Reshape') return undefined;
  const [before, after] = [input.shape.slice(1), tensor.shape.slice(1)];
  if (!isKnown(before) || before.length < 2) return undefined;
  const kept = after.length - 1;
  // Flattened as a whole, or row by row: [H, W, C] becomes [H, W C].
  return before.slice(0, kept).join() === after.slice(0, -1).join() ? before.slice(kept) : undefined;
}

/**
 * The lengths `[..., channels]` of the axes that a flattening joined into the features that a layer reads: PyTorch flattens images with
 * the channels first, so rows of weights stand in another order there. Undefined where nothing was joined.
 */
export function flattenedImage(layer: Layer): readonly number[] | undefined {
  const [input] = layer.inboundNodes[0]?.inputTensors ?? [];
  const axes = input && joinedAxes(input);
  return axes && axes.length > 1 ? axes : undefined;
}
