import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

export type Layer = layers.Layer;
/** One use of a layer. */
export type Use = Layer['inboundNodes'][number];
/** Null is the length of the batch, or another that is not fixed. */
export type Shape = readonly (number | null)[];

export const useOf = (tensor: SymbolicTensor): Use =>
  tensor.sourceLayer.inboundNodes[tensor.nodeIndex] as Use;

/** What a use reads. TensorFlow.js says of an input layer that it reads itself. */
export const readBy = (use: Use): readonly SymbolicTensor[] =>
  use.inputTensors.filter((tensor) => useOf(tensor) !== use);

/** The uses of layers that lead to these outputs, each behind those that it reads. A layer may have others, in other models. */
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

/** The same by layer. */
export function usesOf(outputs: readonly SymbolicTensor[]): ReadonlyMap<Layer, readonly Use[]> {
  const found = new Map<Layer, Use[]>();
  for (const use of usesInOrder(outputs)) {
    found.set(use.outboundLayer, [...(found.get(use.outboundLayer) ?? []), use]);
  }
  return found;
}
