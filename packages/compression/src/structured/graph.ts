import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

export type Layer = layers.Layer;
/** One use of a layer. */
export type Use = Layer['inboundNodes'][number];
export type Shape = readonly (number | null)[];
export type Config = Readonly<Record<string, unknown>>;

export const useOf = (tensor: SymbolicTensor): Use =>
  tensor.sourceLayer.inboundNodes[tensor.nodeIndex] as Use;

/** What a use reads. TensorFlow.js says of an input layer that it reads itself. */
export const readBy = (use: Use): readonly SymbolicTensor[] =>
  use.inputTensors.filter((tensor) => useOf(tensor) !== use);

/** The uses of layers that lead to these outputs, each behind those that it reads. */
export function usesInOrder(outputs: readonly SymbolicTensor[]): readonly Use[] {
  const done = new Set<Use>();
  const waiting = outputs.map(useOf).reverse();
  for (let use = waiting.at(-1); use; use = waiting.at(-1)) {
    const missing = readBy(use)
      .map(useOf)
      .filter((input) => !done.has(input));
    if (missing.length > 0) {
      waiting.push(...missing.reverse());
      continue;
    }
    done.add(use);
    waiting.pop();
  }
  return [...done];
}

export const lastOf = (shape: Shape): number => shape.at(-1) ?? Number.NaN;

/** The part of a weight's name behind that of its layer: `kernel`, `moving_mean`. */
export const weightKind = (weight: Layer['weights'][number]): string =>
  weight.originalName.split('/').at(-1) ?? '';
