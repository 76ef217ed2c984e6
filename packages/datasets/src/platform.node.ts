import type { DataSource } from './data-source.ts';
import { collecting, type EachFile } from './each-file.ts';
import { CacheError, isDamage, OfflineError, reasonOf } from './errors.ts';
import type { LoadOptions } from './load-options.ts';
import { cacheFolder } from './node/cache.ts';
import { fillCache, fillFromInstalled } from './node/fill-cache.ts';
import { installedFolder, visitAll } from './node/local.ts';
import { fromNamedFolder } from './node/root.ts';

export { imageSource } from './node/image-source.ts';
export { openHdf5 } from './node/open-hdf5.ts';
export { readBytes } from './node/read-bytes.ts';
export { replaceFile } from './node/replace-file.ts';

/** Where the npm package keeps the files, and whether it has them in another form. */
function installedPackage({ npm, files }: DataSource, { packageRoots }: LoadOptions) {
  const folder = npm && installedFolder(npm, packageRoots);
  return { folder, converted: files.some(({ converted }) => converted !== undefined) };
}

/** The Node half: a named folder, the cache, an installed npm package, the network. */
export const eachFile: EachFile = async (source, options = {}, visit, files = source.files) => {
  options.signal?.throwIfAborted();
  if (await fromNamedFolder(source, files, visit, options)) return;

  const looked: string[] = [];
  const served = async (folder: string): Promise<boolean> => {
    try {
      const missing = await visitAll(files, [folder], visit, options);
      if (missing.length > 0) looked.push(`${folder} lacks ${missing.length} of ${files.length} files`);
      return missing.length === 0;
    } catch (error) {
      if (!isDamage(error)) throw error;
      looked.push(reasonOf(error));
      return false;
    }
  };

  const cache = cacheFolder(source.name, options.cacheDir);
  if (await served(cache)) return;
  const { folder, converted } = installedPackage(source, options);
  if (folder === undefined) {
    looked.push(source.npm ? `the package ${source.npm.name} is not installed` : 'no package ships it');
  } else if (converted) {
    try {
      await fillFromInstalled(source, folder, cache, options);
    } catch (error) {
      if (!isDamage(error)) throw error;
      looked.push(reasonOf(error));
    }
    if (await served(cache)) return;
  } else if (await served(folder)) return;

  if (options.offline) {
    throw new OfflineError(
      `${source.name} is not on this machine (${looked.join('; ')}) and offline is set; ` +
        'run once with the network, or pass a root folder with the files.',
    );
  }
  await fillCache(source, cache, options);
  const missing = await visitAll(files, [cache], visit, options);
  if (missing.length === 0) return;
  throw new CacheError(`${cache}: ${missing.join(', ')} vanished after the download; run again.`);
};

export const loadFiles = collecting(eachFile);
