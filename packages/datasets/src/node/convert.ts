import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFile, PublishedFile } from '../data-source.ts';
import { decode } from '../decode.ts';
import { CorruptFileError, reasonOf } from '../errors.ts';
import { codec } from './codec.ts';
import { store } from './store.ts';

interface ConvertOptions {
  /** The folder with the files as the npm package has them. */
  readonly from: string;
  /** The folder on disk. */
  readonly to: string;
  readonly signal: AbortSignal;
  readonly onFile?: (done: number) => void;
}

async function input(folder: string, { name, ...raw }: PublishedFile): Promise<Uint8Array> {
  const path = join(folder, name);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new CorruptFileError(`${path}: cannot be read (${reasonOf(error)}); install the package again.`, {
      cause: error,
    });
  });
  return decode(bytes, { name, raw }, path, codec);
}

/**
 * Computes `files` from the form in which the npm package has them, and stores them raw and verified.
 *
 * @throws CorruptFileError or DigestError for what the package holds, CacheError for the disk
 */
export async function convertFiles(files: readonly DataFile[], options: ConvertOptions): Promise<void> {
  const { from, to, signal, onFile } = options;
  for (const [i, file] of files.entries()) {
    if (!file.converted) throw new CorruptFileError(`${from}: ships no form of ${file.name} that is known.`);
    signal.throwIfAborted();
    const inputs: Uint8Array[] = [];
    for (const needed of file.converted.inputs) inputs.push(await input(from, needed));
    const bytes = await file.converted.decode(inputs);
    await store([bytes], file, `${file.name} from ${from}`, { to, signal });
    onFile?.(i + 1);
  }
}
