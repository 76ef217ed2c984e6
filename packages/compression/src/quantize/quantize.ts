import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { artifactsOf, bytesOf, concatBytes, readWeights, type StoredWeight } from '../encode/artifacts.ts';
import { InvalidOptionError } from '../errors.ts';
import { type AffineDtype, quantizeAffine } from './affine.ts';
import { toFloat16 } from './float16.ts';
import { checkIncluded, skipReason, type WeightSelection } from './selection.ts';

/** What TensorFlow.js itself loads. */
export type QuantizedDtype = AffineDtype | 'float16';

export interface QuantizeOptions extends WeightSelection {
  /** Default: 'uint8', a quarter of the bytes. */
  readonly dtype?: QuantizedDtype;
}

type Spec = io.WeightsManifestEntry;

function stored(weight: StoredWeight, dtype: QuantizedDtype, options: WeightSelection): [Spec, Uint8Array] {
  const { path: name, shape, group } = weight;
  // No key rather than an undefined one: TensorFlow.js asks whether it is there.
  const spec = { name, shape: [...shape], dtype: weight.dtype, ...(group === undefined ? {} : { group }) };
  if (skipReason(weight, options) !== undefined) return [spec, bytesOf(weight.values)];
  const values = weight.values as Float32Array;
  if (dtype === 'float16') return [{ ...spec, quantization: { dtype } }, toFloat16(values, name)];
  const { values: integers, min, scale } = quantizeAffine(values, dtype, name);
  return [{ ...spec, quantization: { dtype, min, scale } }, bytesOf(integers as Uint8Array)];
}

/** `quantize` for a model that is saved or came out of another step. */
export function quantizeArtifacts(
  artifacts: io.ModelArtifacts,
  { dtype = 'uint8', ...selection }: QuantizeOptions = {},
): io.ModelArtifacts {
  if (!['uint8', 'uint16', 'float16'].includes(dtype)) {
    throw new InvalidOptionError(
      `quantize: dtype must be uint8, uint16 or float16, got ${JSON.stringify(dtype)}.`,
    );
  }
  const weights = readWeights(artifacts);
  checkIncluded(weights, selection, 'quantize');
  const parts = weights.map((weight) => stored(weight, dtype, selection));
  return {
    ...artifacts,
    weightSpecs: parts.map(([spec]) => spec),
    weightData: concatBytes(parts.map(([, bytes]) => bytes)),
  };
}

/**
 * A model as it would be saved, with its weights quantized in TensorFlow.js' own format: any program opens it with plain
 * `tf.loadLayersModel`, which turns the weights back into floats. The bytes are those of the Python converter (`--quantize_uint8`), which alone
 * could write them.
 *
 * ```ts
 * const artifacts = await quantize(model, { dtype: 'uint8' });
 * await tf.io.browserDownloads('digits').save(artifacts); // or any other handler
 * ```
 *
 * @returns the model is unchanged
 * @throws InvalidOptionError for another type, or where include names no weight; WeightValueError for weights that are not finite, or too large for float16
 */
export async function quantize(
  model: LayersModel,
  options: QuantizeOptions = {},
): Promise<io.ModelArtifacts> {
  return quantizeArtifacts(await artifactsOf(model), options);
}
