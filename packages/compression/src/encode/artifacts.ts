import { getFloat16 } from '@petamoriken/float16';
import { io, util } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ArtifactsError } from '../errors.ts';

type Spec = io.WeightsManifestEntry;

/** A weight of a saved model with its values as numbers; quantized ones stand for what they are loaded as. */
export interface StoredWeight {
  /** As in the manifest: `dense1/kernel`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** `optimizer` for what an optimizer keeps. */
  readonly group?: Spec['group'];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** What `model.save` would write, in memory; `tf.loadLayersModel(tf.io.fromMemory(artifacts))` opens it. */
export async function artifactsOf(model: LayersModel): Promise<io.ModelArtifacts> {
  let saved: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return saved as io.ModelArtifacts;
}

const joined = (data: io.WeightData | undefined): ArrayBuffer =>
  Array.isArray(data) ? concatBytes(data.map((part) => new Uint8Array(part))) : (data ?? new ArrayBuffer(0));

/** One buffer of its own; TensorFlow.js takes `ArrayBuffer`s, never views of larger ones. */
export function concatBytes(parts: readonly Uint8Array[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: StoredWeight['values']): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);

function bytesPerValue({ name, dtype, quantization }: Spec): number {
  const stored = quantization?.dtype ?? dtype;
  const bytes = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 }[stored as 'float32'];
  if (bytes === undefined)
    throw new ArtifactsError(`The weight ${name} is of type ${stored}, which no layer has.`);
  return bytes;
}

/** The weights' specifications, each with the bytes it has in the file. @throws ArtifactsError where the file does not hold them */
export function storedBytes(artifacts: io.ModelArtifacts): readonly [Spec, ArrayBuffer][] {
  if (typeof artifacts !== 'object' || artifacts === null) {
    throw new ArtifactsError(
      `A saved model is an object, as artifactsOf(model) makes it; this is ${artifacts}.`,
    );
  }
  const { weightSpecs = [], weightData } = artifacts;
  const data = joined(weightData as io.WeightData | undefined);
  let at = 0;
  const parts = weightSpecs.map((spec): [Spec, ArrayBuffer] => {
    const start = at;
    at += util.sizeFromShape(spec.shape) * bytesPerValue(spec);
    return [spec, data.slice(start, at)];
  });
  if (at !== data.byteLength) {
    throw new ArtifactsError(`The weights need ${at} bytes; the model comes with ${data.byteLength}.`);
  }
  return parts;
}

const VIEWS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** By TensorFlow.js' rule, but without a backend: the command line has none. */
function dequantized(bytes: ArrayBuffer, { name, dtype, quantization }: Spec): Float64Array {
  const { dtype: stored, min, scale } = quantization as NonNullable<Spec['quantization']>;
  if (stored === 'float16') {
    const view = new DataView(bytes);
    return Float64Array.from({ length: bytes.byteLength / 2 }, (_, i) => getFloat16(view, 2 * i, true));
  }
  if (min === undefined || scale === undefined) {
    throw new ArtifactsError(`The weight ${name} is of type ${stored} and has no min or no scale.`);
  }
  const values = Float64Array.from(
    stored === 'uint8' ? new Uint8Array(bytes) : new Uint16Array(bytes),
    (value) => value * scale + min,
  );
  return dtype === 'int32' ? values.map(Math.round) : values;
}

/** The weights of a saved model, in its order. @throws ArtifactsError where they are cut off or of a type that no layer has */
export function readWeights(artifacts: io.ModelArtifacts): readonly StoredWeight[] {
  return storedBytes(artifacts).map(([spec, bytes]) => {
    const { name: path, shape, group } = spec;
    const dtype = spec.dtype as StoredWeight['dtype'];
    const common = { path, shape, dtype, ...(group === undefined ? {} : { group }) };
    if (spec.quantization === undefined) return { ...common, values: new VIEWS[dtype](bytes) };
    return { ...common, values: new VIEWS[dtype](dequantized(bytes, spec)) };
  });
}

/** The same model with other values, not quantized. */
export function withWeights(
  artifacts: io.ModelArtifacts,
  weights: readonly StoredWeight[],
): io.ModelArtifacts {
  return {
    ...artifacts,
    weightSpecs: weights.map(({ path: name, shape, dtype, group }) => ({
      name,
      shape: [...shape],
      dtype,
      ...(group === undefined ? {} : { group }),
    })),
    weightData: concatBytes(weights.map(({ values }) => bytesOf(values))),
  };
}
