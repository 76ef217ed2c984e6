import type { Use } from '@gradlab/layer-graph';
import { type LayersModel, model as modelOf, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.ts';
import { share } from '../zoo/graph.ts';
import { Attention } from './attention.ts';

/**
 * The model with its attention beside its outputs: `[logits [N, T, V], attention [N, T, S]]` for a `seq2seq`. It shares all layers with `model`:
 * training one trains both, and each may be disposed without the other, in any order.
 *
 * @throws ModelError where the model has no attention layer, or several
 */
export function attentionModel(model: LayersModel): LayersModel {
  const [layer, another] = model.layers.filter((candidate) => candidate instanceof Attention);
  if (layer === undefined || another !== undefined || layer.inboundNodes.length !== 1) {
    const found = layer === undefined ? 'no attention layer' : 'more than one use of attention';
    throw new ModelError(`attentionModel: ${model.name} has ${found}; it must have exactly one.`);
  }
  const [use] = layer.inboundNodes as [Use];
  const [, weights] = use.outputTensors as [SymbolicTensor, SymbolicTensor];
  const outputs = [...model.outputs, weights];
  const both = modelOf({ inputs: model.inputs, outputs, name: `${model.name}_attention` });
  for (const shared of both.layers) share(shared);
  return both;
}
