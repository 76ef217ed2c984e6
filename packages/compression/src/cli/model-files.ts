import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { concatBytes } from '../encode/artifacts.ts';
import { readCompressed } from '../encode/read-compressed.ts';
import { ArtifactsError } from '../errors.ts';

/** TensorFlow.js' own size of a shard. */
const SHARD = 4 * 2 ** 20;

interface ModelJson extends Omit<io.ModelArtifacts, 'weightSpecs' | 'weightData'> {
  readonly weightsManifest?: readonly {
    readonly paths: readonly string[];
    readonly weights: io.WeightsManifestEntry[];
  }[];
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ArtifactsError(`${path} cannot be read (${(cause as Error).message}).`, { cause });
  }
}

/** @throws ArtifactsError where the file, or one that it names, cannot be read or is no model */
export async function readModel(file: string): Promise<io.ModelArtifacts> {
  const path = resolve(file);
  const bytes = await bytesOf(path);
  if (path.endsWith('.grlc')) return readCompressed(bytes);
  let model: ModelJson;
  try {
    model = JSON.parse(new TextDecoder().decode(bytes)) as ModelJson;
  } catch (cause) {
    throw new ArtifactsError(`${path} is no JSON; give the model.json of a model.`, { cause });
  }
  const { weightsManifest, ...rest } = model;
  if (rest.modelTopology == null || !Array.isArray(weightsManifest)) {
    throw new ArtifactsError(
      `${path} has no modelTopology and weightsManifest, as a saved tf.LayersModel has.`,
    );
  }
  const shards = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths).map((shard) => bytesOf(join(dirname(path), shard))),
  );
  return {
    ...rest,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: concatBytes(shards),
  };
}

/** Under another name first, so that nobody reads half a file. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, content);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

/** `model.json` and its shards; the former last, so that it never names shards that are not there. */
export async function writeModel(folder: string, artifacts: io.ModelArtifacts): Promise<void> {
  const { weightSpecs = [], weightData, ...rest } = artifacts;
  const data = new Uint8Array(weightData as ArrayBuffer);
  const count = Math.max(1, Math.ceil(data.length / SHARD));
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  for (const [i, path] of paths.entries())
    await writeWhole(join(folder, path), data.subarray(i * SHARD, (i + 1) * SHARD));
  const model = { ...rest, weightsManifest: [{ paths, weights: weightSpecs }] };
  await writeWhole(join(folder, 'model.json'), JSON.stringify(model));
}
