import type { DataFile, DataSource } from './data-source.ts';
import type { LoadOptions } from './load-options.ts';

/**
 * Takes the raw, verified bytes of one file and its place in the list. The bytes are the visitor's to keep.
 * When a place turns out damaged half-way, the next place is visited from its first file.
 */
export type Visit = (bytes: Uint8Array, index: number) => void;

/**
 * Half of `#platform`: visits `files`, by default all of `source.files`, one after the other, so that not all of them
 * need be in memory at once. What has to be fetched is fetched completely.
 */
export type EachFile = (
  source: DataSource,
  options: LoadOptions | undefined,
  visit: Visit,
  files?: readonly DataFile[],
) => Promise<void>;

/** The other half of `#platform`: the raw bytes of every file, verified, in the order of `source.files`. */
export type LoadFiles = (source: DataSource, options?: LoadOptions) => Promise<Uint8Array[]>;

export const collecting =
  (eachFile: EachFile): LoadFiles =>
  async (source, options) => {
    const files: Uint8Array[] = [];
    await eachFile(source, options, (bytes, index) => {
      files[index] = bytes;
    });
    return files;
  };
