import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CorruptFileError, InvalidArgumentError, MissingFileError, reasonOf } from '../errors.ts';
import { type FindImages, namedFiles } from '../folder/image-source.ts';
import type { Pixels } from '../folder/pixels.ts';
import { importPeer } from '../import-peer.ts';
import { listFolder } from './list-folder.ts';

type Sharp = (bytes: Uint8Array, options: object) => import('sharp').Sharp;

async function decodeRgb(
  sharp: Sharp,
  bytes: Uint8Array,
  [r, g, b]: readonly [number, number, number],
  where: string,
): Promise<Pixels> {
  try {
    const { data, info } = await sharp(bytes, { failOn: 'warning' })
      // Without an angle: upright, as the EXIF data say.
      .rotate()
      .flatten({ background: { r, g, b } })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: info.channels as 3 };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error);
    throw new CorruptFileError(
      `${where}: not a picture that can be decoded (${reason}); replace or delete it, or set skipCorrupt.`,
      { cause: error },
    );
  }
}

/** The Node half: a folder or a list of files, decoded by sharp. */
export const imageSource: FindImages = async ({ root, files, signal }, background) => {
  if (root === '' || (root === undefined && files === undefined)) {
    throw new InvalidArgumentError('imageFolder: pass root, the folder of the pictures.');
  }
  const base = resolve(root ?? '.');
  const where = root === undefined ? 'images' : base;
  const named = files && namedFiles(files);
  const found = named ? { files: [...named.keys()], folders: [] } : await listFolder(base, signal);
  const peer = importPeer<{ default: Sharp }>(
    'sharp',
    'imageFolder',
    'it decodes the pictures: npm install sharp',
  );
  const { default: sharp } = await peer;
  return {
    where,
    ...found,
    async decode(path) {
      const file = named?.get(path);
      const full = typeof file === 'object' ? path : join(base, path);
      const bytes = await (typeof file === 'object'
        ? file.arrayBuffer().then((buffer) => new Uint8Array(buffer))
        : readFile(full, { signal })
      ).catch((error) => {
        signal?.throwIfAborted();
        throw new MissingFileError(
          `${full}: cannot be read (${error.code ?? reasonOf(error)}); check that ${basename(full)} is there, and its permissions.`,
          { cause: error },
        );
      });
      return decodeRgb(sharp, bytes, background, full);
    },
  };
};
