import { cachedFile } from './browser/cache-api.ts';
import { codec } from './browser/codec.ts';
import { fetchFile } from './browser/fetch-file.ts';
import type { DataFile, DataSource } from './data-source.ts';
import { decode } from './decode.ts';
import { collecting, type EachFile } from './each-file.ts';
import { InvalidArgumentError, isDamage, OfflineError } from './errors.ts';
import type { LoadOptions } from './load-options.ts';

export { imageSource } from './browser/image-source.ts';
export { openHdf5 } from './browser/open-hdf5.ts';
export { readBytes } from './browser/read-bytes.ts';
export { replaceFile } from './browser/replace-file.ts';

async function loadFile(
  source: DataSource,
  file: DataFile,
  { baseUrl, offline, signal }: LoadOptions,
  onPart: (fraction: number) => void,
): Promise<Uint8Array> {
  const cached = await cachedFile(source, file);
  const held = await cached.read();
  if (held) {
    try {
      return await decode(held, file, `${file.name} in the browser's cache`, codec);
    } catch (error) {
      if (!isDamage(error)) throw error;
      await cached.remove();
    }
  }
  if (offline) {
    throw new OfflineError(
      `${source.name}: ${file.name} is not in the browser's cache and offline is set; load it once online.`,
    );
  }
  if (!baseUrl) {
    throw new InvalidArgumentError(
      `${source.name}: in a browser, pass baseUrl: the folder that serves ${file.name}, raw or as .gz.`,
    );
  }
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const { kept, raw } = await fetchFile(file, { baseUrl: base, signal, onPart });
  await cached.write(kept);
  return raw;
}

/** The browser half: the browser's cache, then the folder at `baseUrl`. */
export const eachFile: EachFile = async (source, options = {}, visit, files = source.files) => {
  const total = files.reduce((sum, { raw }) => sum + raw.bytes, 0);
  let before = 0;
  for (const [i, file] of files.entries()) {
    options.signal?.throwIfAborted();
    const report = (fraction: number) =>
      options.onProgress?.({
        phase: 'download',
        done: before + Math.round(fraction * file.raw.bytes),
        total,
        unit: 'bytes',
      });
    visit(await loadFile(source, file, options, report), i);
    before += file.raw.bytes;
  }
};

export const loadFiles = collecting(eachFile);
