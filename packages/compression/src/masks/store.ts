import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Masks } from './mask.ts';
import { type MasksJson, masksFromJson, masksToJson } from './serialize.ts';
import { maskedVariables } from './weights.ts';

const KEY = 'gradlabMasks';
type Metadata = Readonly<Record<string, MasksJson | undefined>>;

/**
 * Puts masks beside the model, so that `model.save` writes them into its JSON (`userDefinedMetadata`), where `storedMasks` finds them after
 * loading. A bit for each weight; TensorFlow.js warns above a megabyte: write `masksToBytes` to a file of its own there.
 *
 * @throws MaskError where the masks do not fit the model
 */
export function storeMasks(model: LayersModel, masks: Masks): void {
  maskedVariables(model, masks);
  model.setUserDefinedMetadata({
    ...(model.getUserDefinedMetadata() as Metadata | undefined),
    [KEY]: masksToJson(masks),
  });
}

/** The masks beside the model; undefined where there are none. @throws MaskError where they do not fit the model */
export function storedMasks(model: LayersModel): Masks | undefined {
  const json = (model.getUserDefinedMetadata() as Metadata | undefined)?.[KEY];
  if (json === undefined) return undefined;
  const masks = masksFromJson(json);
  maskedVariables(model, masks);
  return masks;
}
