import * as tf from '@tensorflow/tfjs-core';
import { reasonOf, WeightsFormatError } from './errors.ts';
import type { StoredTensor, StoredTensors } from './stored-tensor.ts';

export interface TfjsOptions {
  /** What error messages call it. Default: 'model.json'. */
  readonly where?: string;
  /** The bytes of a shard, by its path beside the model.json. */
  readonly readShard: (path: string) => Promise<Uint8Array>;
}

interface Group {
  readonly paths: readonly string[];
  readonly weights: tf.io.WeightsManifestEntry[];
}

function manifestOf(bytes: Uint8Array, where: string): readonly Group[] {
  let parsed: { readonly weightsManifest?: unknown };
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new WeightsFormatError(`${where}: no JSON (${reasonOf(cause)}).`, { cause });
  }
  const manifest = parsed?.weightsManifest;
  const isGroup = (group: Partial<Group>) => Array.isArray(group?.paths) && Array.isArray(group?.weights);
  if (!Array.isArray(manifest) || !manifest.every(isGroup)) {
    throw new WeightsFormatError(
      `${where}: it has no weightsManifest with paths and weights, as a model of TensorFlow.js has.`,
    );
  }
  return manifest as Group[];
}

function concatenated(parts: readonly Uint8Array[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.length;
  }
  return all.buffer;
}

/** Quantized weights come out as the floats that they stand for. */
function decoded(buffer: ArrayBuffer, { weights }: Group, where: string): [string, StoredTensor][] {
  let tensors: tf.NamedTensorMap;
  try {
    tensors = tf.io.decodeWeights(buffer, weights);
  } catch (cause) {
    throw new WeightsFormatError(
      `${where}: its shards are cut off or of unknown form (${reasonOf(cause)}).`,
      { cause },
    );
  }
  return Object.entries(tensors).map(([name, tensor]) => {
    const values = tensor.dataSync();
    const integers = tensor.dtype !== 'float32';
    const data = integers ? Int32Array.from(values as Int32Array) : Float32Array.from(values as Float32Array);
    const { shape } = tensor;
    tensor.dispose();
    return [name, { dtype: integers ? 'I32' : 'F32', shape, data } as StoredTensor];
  });
}

/**
 * Reads the weights of a model that TensorFlow.js or its converter wrote; the topology is not looked at.
 *
 * @param bytes the model.json
 * @returns the tensors by name, as Keras names them: `conv1/kernel`
 * @throws WeightsFormatError where the file is no model.json with a manifest, or its shards do not hold what it says
 */
export async function readTfjs(
  bytes: Uint8Array,
  { where = 'model.json', readShard }: TfjsOptions,
): Promise<StoredTensors> {
  const tensors: [string, StoredTensor][] = [];
  for (const group of manifestOf(bytes, where)) {
    const shards = await Promise.all(group.paths.map(readShard));
    tensors.push(...decoded(concatenated(shards), group, where));
  }
  return new Map(tensors);
}
