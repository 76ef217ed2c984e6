import type { DataFile, DataSource } from '../data-source.ts';
import { digestOf } from '../decode.ts';
import type { Bytes } from './codec.ts';

/** The browser's own store for one file. It is a convenience: where it is missing, full or forbidden, nothing is kept. */
export interface CachedFile {
  read(): Promise<Bytes | undefined>;
  write(bytes: Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => work().catch(() => undefined);

export async function cachedFile(source: DataSource, file: DataFile): Promise<CachedFile> {
  // A name, not an address: nothing is ever fetched from it.
  const version = digestOf(file.raw) ?? (file.gz && digestOf(file.gz));
  const key = `https://gradlab.invalid/${source.name}/${file.name}?${version?.algorithm}=${version?.hex}`;
  const cache = await quietly(async () => globalThis.caches?.open('gradlab'));
  return {
    read: async () =>
      quietly(async () => {
        const response = await cache?.match(key);
        return response && new Uint8Array(await response.arrayBuffer());
      }),
    write: async (bytes) => {
      await quietly(async () => cache?.put(key, new Response(bytes as Bytes)));
    },
    remove: async () => {
      await quietly(async () => cache?.delete(key));
    },
  };
}
