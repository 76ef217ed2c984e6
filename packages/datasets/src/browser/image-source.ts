import { CorruptFileError, InvalidArgumentError, NetworkError, reasonOf } from '../errors.ts';
import type { PictureFile } from '../folder/folder-options.ts';
import { type FindImages, namedFiles } from '../folder/image-source.ts';
import type { Pixels } from '../folder/pixels.ts';

async function fetchPicture(url: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  try {
    const response = await fetch(url, signal ? { signal } : {});
    if (response.ok) return await response.arrayBuffer();
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  } catch (error) {
    signal?.throwIfAborted();
    throw new NetworkError(`${url}: ${reasonOf(error)}; check root, files, the network and CORS.`, {
      cause: error,
    });
  }
}

async function decodeRgb(
  bytes: ArrayBuffer,
  background: readonly [number, number, number],
  where: string,
): Promise<Pixels> {
  const bitmap = await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' }).catch(
    (error) => {
      throw new CorruptFileError(
        `${where}: not a picture that can be decoded (${reasonOf(error)}); replace or leave it out, or set skipCorrupt.`,
        { cause: error },
      );
    },
  );
  try {
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context)
      throw new CorruptFileError(`${where}: ${width}x${height} is too large for this browser's canvas.`);
    context.fillStyle = `rgb(${background.join(' ')})`;
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
  } finally {
    bitmap.close();
  }
}

/** The browser half: chosen files, or paths below a URL, decoded by the browser. */
export const imageSource: FindImages = async ({ root, files, signal }, background) => {
  if (files === undefined) {
    throw new InvalidArgumentError(
      'imageFolder: in a browser, pass files: those of <input type="file" webkitdirectory>, or paths below the URL root.',
    );
  }
  const named = namedFiles(files);
  const base = root === undefined || root === '' || root.endsWith('/') ? (root ?? '') : `${root}/`;
  const encoded = (path: string) => path.split('/').map(encodeURIComponent).join('/');
  return {
    where: root || 'images',
    files: [...named.keys()],
    folders: [],
    async decode(path) {
      const file = named.get(path) as string | PictureFile;
      const bytes =
        typeof file === 'string'
          ? await fetchPicture(`${base}${encoded(path)}`, signal)
          : await file.arrayBuffer();
      return decodeRgb(bytes, background, typeof file === 'string' ? `${base}${path}` : path);
    },
  };
};
