import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { MaskError } from '../errors.ts';
import type { Masks } from './mask.ts';

/** The model's weights as the engine's variables, by their paths, in the model's order. @throws MaskError where two have one path */
export function variablesByPath(
  model: LayersModel,
  weights: LayersModel['weights'] = model.weights,
): Map<string, Variable> {
  const found = new Map<string, Variable>();
  for (const weight of weights) {
    const variable = weight.read() as Variable;
    const other = found.get(weight.originalName);
    if (other !== undefined && other !== variable) {
      throw new MaskError(
        `Two weights of the model are called ${weight.originalName}; give their layers names of their own.`,
      );
    }
    found.set(weight.originalName, variable);
  }
  return found;
}

/**
 * The variables that the masks belong to.
 *
 * @throws MaskError where the model has no such weight, or one of another shape
 */
export function maskedVariables(model: LayersModel, masks: Masks): Map<string, Variable> {
  const all = variablesByPath(model);
  return new Map(
    [...masks].map(([path, { shape }]) => {
      const variable = all.get(path);
      if (variable === undefined) {
        throw new MaskError(
          `The masks have one for ${path}, which the model has not; its weights are ${[...all.keys()].join(', ')}.`,
        );
      }
      if (variable.shape.join() !== shape.join()) {
        throw new MaskError(`The mask of ${path} has the shape [${shape}], the weight [${variable.shape}].`);
      }
      return [path, variable];
    }),
  );
}
