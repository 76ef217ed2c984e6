import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.ts';

export type Layer = layers.Layer;
/** One use of a layer. */
export type Use = Layer['inboundNodes'][number];

export const useOf = (tensor: SymbolicTensor): Use =>
  tensor.sourceLayer.inboundNodes[tensor.nodeIndex] as Use;

/** The uses of each layer that lead to these outputs; a layer may have others, in other models. */
export function usesOf(outputs: readonly SymbolicTensor[]): ReadonlyMap<Layer, readonly Use[]> {
  const found = new Map<Layer, Use[]>();
  const seen = new Set<Use>();
  const waiting = [...outputs];
  for (let tensor = waiting.pop(); tensor; tensor = waiting.pop()) {
    const use = useOf(tensor);
    if (seen.has(use)) continue;
    seen.add(use);
    found.set(tensor.sourceLayer, [...(found.get(tensor.sourceLayer) ?? []), use]);
    waiting.push(...use.inputTensors);
  }
  return found;
}

/** The layer of a name; the error names those that are like it. */
export function layerNamed(model: LayersModel, name: string, caller: string): Layer {
  const layer = model.layers.find((candidate) => candidate.name === name);
  if (layer) return layer;
  const names = model.layers.map((candidate) => candidate.name);
  const [start = ''] = String(name).split('.');
  const similar = names.filter((candidate) => candidate.startsWith(start));
  const shown = similar.length > 0 ? similar : names;
  const more = shown.length > 12 ? ', ...' : '';
  throw new ModelError(
    `${caller}: ${model.name} has no layer named ${JSON.stringify(name)}. It has ${shown.slice(0, 12).join(', ')}${more}.`,
  );
}

/**
 * Counts one more model among the owners of its layers. TensorFlow.js frees the weights of a layer as often as models that have it
 * are disposed, although it counts the layer's uses; with this each model may be disposed, in any order.
 */
export function share(layer: Layer): void {
  const counted = layer as unknown as { _refCount: number | null };
  if (counted._refCount !== null) counted._refCount += 1;
}
