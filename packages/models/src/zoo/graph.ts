import type { Layer } from '@gradlab/layer-graph';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.ts';

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
