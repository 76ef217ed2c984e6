import { CacheError, isDamage, OfflineError, reasonOf } from './errors.ts';
import type { LoadFiles } from './load-options.ts';
import { cacheFolder } from './node/cache.ts';
import { fillCache } from './node/fill-cache.ts';
import { installedFolder, readAll } from './node/local.ts';
import { fromNamedFolder } from './node/root.ts';

/** The Node half: a named folder, the cache, an installed npm package, the network. */
export const loadFiles: LoadFiles = async (source, options = {}) => {
  options.signal?.throwIfAborted();
  const named = await fromNamedFolder(source, options);
  if (named) return named;

  const looked: string[] = [];
  const cache = cacheFolder(source.name, options.cacheDir);
  const installed = installedFolder(source.npm, options.packageRoots);
  for (const folder of installed === undefined ? [cache] : [cache, installed]) {
    try {
      const { files, missing } = await readAll(source, [folder], options);
      if (files) return files;
      looked.push(`${folder} lacks ${missing.length} of ${source.files.length} files`);
    } catch (error) {
      if (!isDamage(error)) throw error;
      looked.push(reasonOf(error));
    }
  }
  if (installed === undefined) looked.push(`the package ${source.npm.name} is not installed`);

  if (options.offline) {
    throw new OfflineError(
      `${source.name} is not on this machine (${looked.join('; ')}) and offline is set; ` +
        'run once with the network, or pass a root folder with the files.',
    );
  }
  await fillCache(source, cache, options);
  const { files, missing } = await readAll(source, [cache], options);
  if (files) return files;
  throw new CacheError(`${cache}: ${missing.join(', ')} vanished after the download; run again.`);
};
