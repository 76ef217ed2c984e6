import { type LayersModel, model as modelOf, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.ts';
import { layerNamed, share } from './graph.ts';

/**
 * The model up to a layer, or to several: `features(resnet50(), 'avgpool')` gives the 2048 features `[N, 2048]` that the classifier
 * sees, `features(model, ['layer2.3', 'layer3.5'])` a model of two outputs. It shares the layers of `model`: training one trains
 * both. Each may be disposed without the other, in any order.
 *
 * @throws ModelError where the model has no such layer, or uses it several times.
 */
export function features(model: LayersModel, layerNames: string | readonly string[]): LayersModel {
  const names = typeof layerNames === 'string' ? [layerNames] : layerNames;
  if (names.length === 0) throw new ModelError('features: name at least one layer.');
  const outputs = names.map((name) => {
    const layer = layerNamed(model, name, 'features');
    if (layer.inboundNodes.length !== 1) {
      throw new ModelError(
        `features: the layer ${JSON.stringify(name)} is used ${layer.inboundNodes.length} times and has no single output.`,
      );
    }
    return layer.output as SymbolicTensor;
  });
  const part = modelOf({ inputs: model.inputs, outputs, name: `${model.name}_features` });
  for (const layer of part.layers) share(layer);
  return part;
}
