import { join, resolve } from 'node:path';
import type { DataFile, DataSource } from '../data-source.ts';
import type { Visit } from '../each-file.ts';
import { InvalidArgumentError, MissingFileError } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import { kindOf, visitAll } from './local.ts';

/**
 * Visits the files of the folder the user named: `root`, or env `GRADLAB_DATA`. False when there is none, or when
 * `GRADLAB_DATA` holds other data sets only. A named folder that does not serve is an error, never skipped.
 */
export async function fromNamedFolder(
  source: DataSource,
  files: readonly DataFile[],
  visit: Visit,
  options: LoadOptions,
): Promise<boolean> {
  if (options.root === '') throw new InvalidArgumentError('root is empty; name a folder or leave it out.');
  const named = options.root ?? process.env.GRADLAB_DATA;
  if (named === undefined || named === '') return false;
  const by = options.root === undefined ? 'GRADLAB_DATA' : 'root';
  const root = resolve(named);
  if ((await kindOf(root)) !== 'folder') {
    throw new MissingFileError(
      `${by} names ${root}, which is not a folder; name the folder with the ${source.name} files.`,
    );
  }
  // The folder itself last: the files of several data sets have the same names.
  const folders = [...source.folders.map((folder) => join(root, folder)), root];
  const missing = await visitAll(files, folders, visit, options);
  if (missing.length === 0) return true;
  if (by === 'GRADLAB_DATA' && missing.length === files.length) return false;
  throw new MissingFileError(
    `${by}: ${root} lacks ${missing.join(', ')} (also as .gz, also in ${source.folders.join(', ')}); ` +
      `add the files, ${source.partly ? `${source.partly}, ` : ''}or leave the folder out to have them fetched.`,
  );
}
