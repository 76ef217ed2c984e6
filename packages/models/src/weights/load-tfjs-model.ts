import type { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { WeightsSourceError } from './errors.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Keras 3 says `batch_shape` where Keras 2 and TensorFlow.js say `batch_input_shape`; its data types may be objects. */
function renamed(value: Json): Json {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as { readonly [key: string]: Json }).map(
    ([key, inner]): [string, Json] => {
      if (key === 'batch_shape') return ['batch_input_shape', renamed(inner)];
      const policy = inner as { readonly config?: { readonly name?: Json } } | null;
      if (key === 'dtype' && typeof policy?.config?.name === 'string') return [key, policy.config.name];
      return [key, renamed(inner)];
    },
  );
  return Object.fromEntries(entries);
}

/**
 * `tf.loadLayersModel` that takes sequential models of Keras 3 too, whose converter writes a topology that TensorFlow.js 4.22 refuses
 * (`batch_shape`, and data types as objects). Models of older versions load as ever.
 *
 * @param handler where the model comes from: `tf.io.fromMemory(artifacts)`, `tf.io.browserHTTPRequest(url)`, ...
 * @throws WeightsSourceError where the handler gives no topology
 */
export async function loadTfjsModel(handler: io.IOHandler | io.IOHandlerSync): Promise<LayersModel> {
  const artifacts = await handler?.load?.();
  if (artifacts?.modelTopology == null) {
    throw new WeightsSourceError(
      'loadTfjsModel: the handler gives no model with a topology; take one that loads models.',
    );
  }
  const modelTopology = renamed(artifacts.modelTopology as Json) as object;
  return loadLayersModel({ load: async () => ({ ...artifacts, modelTopology }) });
}
