import type { Layer } from '@gradlab/layer-graph';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { WeightsOptionError } from './errors.ts';
import { kerasSlots } from './keras-slots.ts';
import { timmModules, torchvisionModules } from './module-names.ts';
import type { Slot } from './slot.ts';
import { torchSlots } from './torch-slots.ts';

/**
 * How a file names and orders weights. 'torchvision': its modules' names (`layer1.0.conv1.weight`) and PyTorch's order of axes, and so
 * for networks that torchvision lacks. 'timm': the same with timm's names, which differ for VGG and MobileNets. 'keras': our layers'
 * names and TensorFlow's order, `layer1.0.conv1/kernel`.
 */
export type Naming = 'torchvision' | 'timm' | 'keras';
export const NAMINGS: readonly Naming[] = ['torchvision', 'timm', 'keras'];

/** Names of modules in the file, for layers whose names differ: by a table, or a function that returns undefined for the others. */
export type LayerMap = Readonly<Record<string, string>> | ((layer: string) => string | undefined);

/** A layer and a tensor of a file that holds some of its weights. */
export interface Place {
  readonly layer: Layer;
  readonly slot: Slot;
}

const mapped = (map: LayerMap | undefined, layer: string) =>
  typeof map === 'function' ? map(layer) : map && Object.hasOwn(map, layer) ? map[layer] : undefined;

/**
 * All tensors that a file of this naming has for a model.
 *
 * @throws WeightsOptionError where a layer's form in that naming is not known, or two layers would share a name
 */
export function planOf(model: LayersModel, naming: Naming, map?: LayerMap): Place[] {
  const names = new Set(model.layers.map(({ name }) => name));
  const moduleOf =
    naming === 'keras'
      ? (layer: string) => layer
      : (naming === 'timm' ? timmModules : torchvisionModules)(names);
  const slots = naming === 'keras' ? kerasSlots : torchSlots;
  const owners = new Map<string, string>();
  return model.layers.flatMap((layer) => {
    if (layer.weights.length === 0) return [];
    const places = slots(layer, mapped(map, layer.name) ?? moduleOf(layer.name)).map((slot) => ({
      layer,
      slot,
    }));
    for (const { slot } of places) {
      const [name] = slot.names;
      const other = owners.get(name);
      if (other !== undefined) {
        throw new WeightsOptionError(
          `Layers ${other} and ${layer.name} would both be ${name} in the file; map them apart.`,
        );
      }
      owners.set(name, layer.name);
    }
    return places;
  });
}
