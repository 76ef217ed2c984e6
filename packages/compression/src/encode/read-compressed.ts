import type { io } from '@tensorflow/tfjs-core';
import { ArtifactsError, CompressionError } from '../errors.ts';
import { concatBytes, type StoredWeight, withWeights } from './artifacts.ts';
import { checkHeader } from './check-header.ts';
import { crc32 } from './checksum.ts';
import { type Header, MAGIC } from './compressed.ts';
import { gunzip } from './gzip.ts';
import { decodeWeight, type WeightCode } from './weight-code.ts';

/** A compressed file: its bytes, or pieces of them as they arrive, such as the body of a `fetch`. */
export type CompressedSource = Uint8Array | ArrayBuffer | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

interface Reader {
  /** The next bytes. @throws ArtifactsError where there are fewer */
  take(length: number): Promise<Uint8Array>;
  /** Checksum of what was taken. */
  sum(): number;
  /** Whether nothing is left. */
  ended(): Promise<boolean>;
}

function piecesOf(source: CompressedSource): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (source instanceof Uint8Array) return [source];
  if (source instanceof ArrayBuffer) return [new Uint8Array(source)];
  const given = source as Partial<AsyncIterable<Uint8Array> & Iterable<Uint8Array>> | null | undefined;
  if (given?.[Symbol.asyncIterator] || given?.[Symbol.iterator]) return source;
  throw new ArtifactsError('A compressed model is read from bytes, or from pieces of them; this is neither.');
}

function reader(source: CompressedSource): Reader {
  const pieces = (async function* () {
    yield* piecesOf(source);
  })();
  let rest: Uint8Array = new Uint8Array(0);
  let sum = 0;
  /** Joined once, however many pieces it takes. */
  const fill = async (length: number): Promise<boolean> => {
    const parts = [rest];
    let have = rest.length;
    while (have < length) {
      const next = await pieces.next();
      if (next.done) break;
      if (!(next.value instanceof Uint8Array)) {
        throw new ArtifactsError('The pieces of a compressed model must be Uint8Arrays.');
      }
      parts.push(next.value);
      have += next.value.length;
    }
    if (parts.length > 1) rest = new Uint8Array(concatBytes(parts));
    return have >= length;
  };
  return {
    async take(length) {
      if (!(await fill(length)))
        throw new ArtifactsError('The compressed model ends too early; it is cut off.');
      const bytes = rest.subarray(0, length);
      rest = rest.subarray(length);
      sum = crc32(bytes, sum);
      return bytes;
    },
    sum: () => sum,
    ended: async () => !(await fill(1)),
  };
}

const uint32 = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);

async function headerOf(bytes: Uint8Array): Promise<Header> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(await gunzip(bytes)));
  } catch (cause) {
    throw new ArtifactsError('The header of the compressed model cannot be read; the file is damaged.', {
      cause,
    });
  }
  return checkHeader(json);
}

/** What is damaged may also ask for arrays of lengths that there are not. */
function decoded(entry: WeightCode, bytes: Uint8Array): StoredWeight {
  try {
    return decodeWeight(entry, bytes);
  } catch (cause) {
    if (cause instanceof CompressionError) throw cause;
    throw new ArtifactsError(`The weight ${entry.path} cannot be decoded; the compressed model is damaged.`, {
      cause,
    });
  }
}

/**
 * The model that `compressed` wrote. Weights are decoded as they arrive.
 *
 * @throws ArtifactsError where the file is none, of a later version, cut off or damaged
 */
export async function readCompressed(source: CompressedSource): Promise<io.ModelArtifacts> {
  const file = reader(source);
  const magic = await file.take(MAGIC.length);
  if (magic.some((byte, i) => i < 4 && byte !== MAGIC[i])) {
    throw new ArtifactsError('These bytes are no compressed model; it begins with "GRLC".');
  }
  if (magic[4] !== MAGIC[4]) {
    throw new ArtifactsError(
      `The compressed model is of version ${magic[4]}, this package reads ${MAGIC[4]}; update it.`,
    );
  }
  const { artifacts, weights } = await headerOf(await file.take(uint32(await file.take(4))));
  const found: StoredWeight[] = [];
  for (const entry of weights) {
    const bytes = await file.take(entry.bytes.reduce((sum, length) => sum + length, 0));
    found.push(decoded(entry, bytes));
  }
  const sum = file.sum();
  if (uint32(await file.take(4)) !== sum)
    throw new ArtifactsError('The checksum of the compressed model is wrong; it is damaged.');
  if (!(await file.ended())) throw new ArtifactsError('There are bytes after the compressed model.');
  return withWeights(artifacts as io.ModelArtifacts, found);
}

/**
 * For `tf.loadLayersModel`.
 *
 * @param source the file, or what gives it: `async () => new Uint8Array(await (await fetch(url)).arrayBuffer())`
 */
export function compressedHandler(
  source: CompressedSource | (() => CompressedSource | Promise<CompressedSource>),
): io.IOHandler {
  return { load: async () => readCompressed(typeof source === 'function' ? await source() : source) };
}
