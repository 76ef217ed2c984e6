import { join, resolve } from 'node:path';
import type { DataSource } from '../data-source.ts';
import { InvalidArgumentError, MissingFileError } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import { kindOf, readAll } from './local.ts';

/**
 * The files of the folder the user named: `root`, or env `GRADLAB_DATA`. Undefined when there is none, or when
 * `GRADLAB_DATA` holds other data sets only. A named folder that does not serve is an error, never skipped.
 */
export async function fromNamedFolder(
  source: DataSource,
  options: LoadOptions,
): Promise<Uint8Array[] | undefined> {
  if (options.root === '') throw new InvalidArgumentError('root is empty; name a folder or leave it out.');
  const named = options.root ?? process.env.GRADLAB_DATA;
  if (named === undefined || named === '') return undefined;
  const by = options.root === undefined ? 'GRADLAB_DATA' : 'root';
  const root = resolve(named);
  if ((await kindOf(root)) !== 'folder') {
    throw new MissingFileError(
      `${by} names ${root}, which is not a folder; name the folder with the ${source.name} files.`,
    );
  }
  const folders = [root, ...source.folders.map((folder) => join(root, folder))];
  const { files, missing } = await readAll(source, folders, options);
  if (files) return files;
  if (by === 'GRADLAB_DATA' && missing.length === source.files.length) return undefined;
  throw new MissingFileError(
    `${by}: ${root} lacks ${missing.join(', ')} (also as .gz, also in ${source.folders.join(', ')}); ` +
      'add the files, or leave the folder out to have them fetched.',
  );
}
