import { tensor, tidy, where, zerosLike } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Masks } from './mask.ts';
import { maskedVariables } from './weights.ts';

/**
 * Sets the pruned weights of a model to 0, in place. Weights without a mask stay as they are.
 *
 * @throws MaskError where the masks do not fit the model; it is then unchanged
 */
export function applyMasks(model: LayersModel, masks: Masks): void {
  for (const [path, variable] of maskedVariables(model, masks)) {
    // Not a product: that of 0 and a negative weight is -0, and that of 0 and NaN is NaN.
    tidy(() => {
      const alive = tensor(masks.get(path)?.bits as Uint8Array, variable.shape, 'bool');
      variable.assign(where(alive, variable, zerosLike(variable)));
    });
  }
}
