import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cachedFile, readLocal, sha256 } from '#platform';
import { checkDigest, checkedDigest } from './digest.ts';
import { WeightsFormatError, WeightsOptionError } from './errors.ts';
import { readH5 } from './h5.ts';
import { checkImportOptions } from './import-options.ts';
import { type ImportReport, importWeights } from './import-weights.ts';
import { isKerasArchive, readKerasArchive } from './keras-archive.ts';
import type { FetchOptions, LoadPretrainedOptions, WeightsFormat } from './load-options.ts';
import { readNpz } from './npz.ts';
import { readSafetensors } from './safetensors.ts';
import type { StoredTensors } from './stored-tensor.ts';
import { readTfjs } from './tfjs-weights.ts';

const FORMATS: readonly WeightsFormat[] = ['safetensors', 'npz', 'h5', 'keras', 'tfjs'];

/** A file, and how to read the files beside it that it names. */
interface Source {
  readonly where: string;
  readonly bytes: Uint8Array;
  readonly beside: (path: string) => Promise<Uint8Array>;
}

function formatOf({ bytes, where }: Source): WeightsFormat {
  const begins = (...start: readonly number[]) => start.every((byte, i) => bytes[i] === byte);
  if (begins(0x89, 0x48, 0x44, 0x46)) return 'h5';
  if (begins(0x50, 0x4b)) return isKerasArchive(bytes) ? 'keras' : 'npz';
  if (bytes[8] === 0x7b) return 'safetensors';
  if (begins(0x7b)) return 'tfjs';
  throw new WeightsFormatError(
    `${where}: the first bytes are those of no file of weights that is known: ${FORMATS.join(', ')}. PyTorch's own .pth files must be converted to safetensors first.`,
  );
}

async function fromFile(file: string | URL | Blob): Promise<Source> {
  if (file instanceof Blob) {
    const where = 'name' in file ? String(file.name) : 'the file';
    const beside = async (path: string): Promise<never> => {
      throw new WeightsOptionError(
        `${where}: a Blob has no files beside it, such as ${path}; give a path or an address.`,
      );
    };
    return { where, bytes: new Uint8Array(await file.arrayBuffer()), beside };
  }
  const where = String(file);
  const folder = where.slice(0, Math.max(where.lastIndexOf('/'), where.lastIndexOf('\\')) + 1);
  return { where, bytes: await readLocal(file), beside: (path) => readLocal(`${folder}${path}`) };
}

async function fromUrl(address: string | URL, options: FetchOptions): Promise<Source> {
  const where = String(address);
  const url = URL.canParse(where) ? new URL(where) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new WeightsOptionError(`url must be an http or https address, got ${JSON.stringify(where)}.`);
  }
  const { digest: _, ...others } = options;
  return {
    where,
    bytes: await cachedFile(url, options),
    beside: (path) => cachedFile(new URL(path, url), others),
  };
}

async function sourceOf(options: LoadPretrainedOptions, digest: string | undefined): Promise<Source> {
  const { file, url, bytes } = options;
  const given = [file, url, bytes].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new WeightsOptionError(
      `Give one of file, url and bytes to loadPretrained, got ${given.length} of them.`,
    );
  }
  if (url !== undefined) return fromUrl(url, { ...options, ...(digest === undefined ? {} : { digest }) });
  const unnamed = async (path: string): Promise<never> => {
    throw new WeightsOptionError(
      `bytes have no files beside them, such as ${path}; give a path or an address.`,
    );
  };
  const source =
    file === undefined
      ? { where: 'the bytes', bytes: bytes as Uint8Array, beside: unnamed }
      : await fromFile(file);
  if (!(source.bytes instanceof Uint8Array)) throw new WeightsOptionError('bytes must be a Uint8Array.');
  if (digest !== undefined) checkDigest(source.where, await sha256(source.bytes), digest);
  return source;
}

async function tensorsOf(source: Source, format: WeightsFormat, jsfive: unknown): Promise<StoredTensors> {
  const { bytes, where, beside } = source;
  if (format === 'npz') return readNpz(bytes, where);
  if (format === 'h5') return readH5(bytes, { where, jsfive });
  if (format === 'keras') return readKerasArchive(bytes, { where, jsfive });
  if (format === 'tfjs') return readTfjs(bytes, { where, readShard: beside });
  return readSafetensors(bytes, where).tensors;
}

/**
 * Loads published weights into a model: safetensors, npz, Keras' .h5 and .keras, or a model.json of TensorFlow.js with its shards. Names and
 * orders of axes are converted from those of torchvision, timm or Keras; what the layers are called decides.
 *
 * A file of the network is kept in the cache, in the folder `weights`, under its address: name a revision, not a branch, in addresses of
 * the Hugging Face hub (`.../ORG/NAME/resolve/REVISION/model.safetensors`), or give a digest. It has its name in the cache only
 * when all of it is there and has the digest.
 *
 * @returns what was loaded
 * @throws WeightsSourceError where the file cannot be read, fetched or kept; WeightsDigestError where it is another one than asked for;
 * WeightsFormatError where it is damaged; WeightsMismatchError where it does not fit the model; WeightsPeerError where `jsfive` is needed
 * and missing; WeightsOptionError where an option cannot be meant. The model is then unchanged.
 */
export async function loadPretrained(
  model: LayersModel,
  options: LoadPretrainedOptions,
): Promise<ImportReport> {
  checkImportOptions(options);
  const { format: wanted, digest, signal, jsfive } = options;
  if (wanted !== undefined && !FORMATS.includes(wanted)) {
    throw new WeightsOptionError(`format must be ${FORMATS.join(', ')}, got ${JSON.stringify(wanted)}.`);
  }
  signal?.throwIfAborted();
  const source = await sourceOf(options, digest === undefined ? undefined : checkedDigest(digest));
  const tensors = await tensorsOf(source, wanted ?? formatOf(source), jsfive);
  signal?.throwIfAborted();
  return importWeights(model, tensors, options);
}
