import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { concatBytes } from '../encode/artifacts.ts';
import { readCompressed } from '../encode/read-compressed.ts';
import { ArtifactsError, CompressionError } from '../errors.ts';

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
  const given = resolve(file);
  const folder = (await stat(given).catch(() => undefined))?.isDirectory() ?? false;
  const path = folder ? join(given, 'model.json') : given;
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

/** A path and what is written there. */
export type OutputFile = readonly [path: string, content: string | Uint8Array];

/**
 * Under other names first, so that nobody reads half a file, and nothing is there where one of them cannot be written.
 *
 * @throws CompressionError where one cannot be written
 */
export async function writeAll(files: readonly OutputFile[]): Promise<void> {
  const parts = files.map(([file, content]) => {
    const path = resolve(file);
    return { path, part: `${path}.${process.pid}.part`, content };
  });
  try {
    for (const { path, part, content } of parts) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(part, content);
      // A file in its place cannot replace a folder.
      const there = await stat(path).catch(() => undefined);
      if (there?.isDirectory()) throw new CompressionError(`${path} is a folder; name a file.`);
    }
    for (const { path, part } of parts) await rename(part, path);
  } catch (cause) {
    if (cause instanceof CompressionError) throw cause;
    throw new CompressionError(`The output cannot be written (${(cause as Error).message}).`, { cause });
  } finally {
    for (const { part } of parts) await rm(part, { force: true }).catch(() => undefined);
  }
}

/** `model.json` and its shards; the former last, so that it never names shards that are not there. */
export function modelFiles(folder: string, artifacts: io.ModelArtifacts): readonly OutputFile[] {
  const { weightSpecs = [], weightData, ...rest } = artifacts;
  const data = new Uint8Array(weightData as ArrayBuffer);
  const count = Math.max(1, Math.ceil(data.length / SHARD));
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  const model = { ...rest, weightsManifest: [{ paths, weights: weightSpecs }] };
  return [
    ...paths.map((path, i): OutputFile => [join(folder, path), data.subarray(i * SHARD, (i + 1) * SHARD)]),
    [join(folder, 'model.json'), JSON.stringify(model)],
  ];
}
