import { cachedFile } from './browser/cache-api.ts';
import { type Bytes, codec, collect } from './browser/codec.ts';
import type { DataFile, DataSource } from './data-source.ts';
import { decode } from './decode.ts';
import {
  DigestError,
  InvalidArgumentError,
  isDamage,
  NetworkError,
  OfflineError,
  reasonOf,
} from './errors.ts';
import type { LoadFiles, LoadOptions } from './load-options.ts';

type OnPart = (fraction: number) => void;

/** One URL's bytes, or why there are none. */
async function fetchBytes(url: string, file: DataFile, signal: AbortSignal | undefined, onPart: OnPart) {
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
  const limit = Math.max(file.raw.bytes, file.gz.bytes);
  const expected = (bytes: Bytes) => (bytes[0] === 0x1f ? file.gz.bytes : file.raw.bytes);
  return collect(response.body, limit, (size, bytes) => onPart(Math.min(1, size / expected(bytes)))).catch(
    (error) => {
      signal?.throwIfAborted();
      if (error instanceof RangeError)
        throw new DigestError(`${url}: ${reasonOf(error)}; this is another file.`);
      throw new NetworkError(`${url}: broke off (${reasonOf(error)}); try again.`, { cause: error });
    },
  );
}

/** The file as it stands in the folder, or compressed; both ways failing, the more telling of the two errors. */
async function fetchFile(file: DataFile, { baseUrl = '', signal }: LoadOptions, onPart: OnPart) {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const failures: unknown[] = [];
  for (const name of [file.name, `${file.name}.gz`]) {
    try {
      const bytes = await fetchBytes(`${base}${name}`, file, signal, onPart);
      return { bytes, raw: await decode(bytes, file, `${base}${name}`, codec) };
    } catch (error) {
      signal?.throwIfAborted();
      if (!(isDamage(error) || error instanceof NetworkError)) throw error;
      failures.push(error);
    }
  }
  throw failures.find(isDamage) ?? failures[0];
}

async function loadFile(source: DataSource, file: DataFile, options: LoadOptions, onPart: OnPart) {
  const cached = await cachedFile(source, file);
  const kept = await cached.read();
  if (kept) {
    try {
      return await decode(kept, file, `${file.name} in the browser's cache`, codec);
    } catch (error) {
      if (!isDamage(error)) throw error;
      await cached.remove();
    }
  }
  if (options.offline) {
    throw new OfflineError(
      `${source.name}: ${file.name} is not in the browser's cache and offline is set; load it once online.`,
    );
  }
  if (!options.baseUrl) {
    throw new InvalidArgumentError(
      `${source.name}: in a browser, pass baseUrl: the folder that serves ${file.name}, raw or as .gz.`,
    );
  }
  const { bytes, raw } = await fetchFile(file, options, onPart);
  await cached.write(bytes);
  return raw;
}

/** The browser half: the browser's cache, then the folder at `baseUrl`. */
export const loadFiles: LoadFiles = async (source, options = {}) => {
  const total = source.files.reduce((sum, { raw }) => sum + raw.bytes, 0);
  const files: Uint8Array[] = [];
  let before = 0;
  for (const file of source.files) {
    options.signal?.throwIfAborted();
    const report = (fraction: number) =>
      options.onProgress?.({
        phase: 'download',
        done: before + Math.round(fraction * file.raw.bytes),
        total,
        unit: 'bytes',
      });
    files.push(await loadFile(source, file, options, report));
    before += file.raw.bytes;
  }
  return files;
};
