import { CorruptFileError, InvalidArgumentError, InvalidDataError } from '../errors.ts';
import type { ImageFolderOptions } from './folder-options.ts';
import type { Pixels } from './pixels.ts';
import { placement } from './placement.ts';
import { resizeInto } from './resize.ts';

/** A picture that was left out, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

export interface DecodeRequest extends Pick<ImageFolderOptions, 'signal' | 'onProgress' | 'skipCorrupt'> {
  /** What error messages call the folder. */
  readonly where: string;
  readonly paths: readonly string[];
  readonly size: readonly [number, number];
  readonly resize: 'crop' | 'stretch';
  readonly concurrency: number;
  /** CorruptFileError when it is no picture. */
  readonly decode: (path: string) => Promise<Pixels>;
}

/** Room for all images at once: growing would need twice as much. */
function allocate(bytes: number, where: string): Uint8Array {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new InvalidDataError(
      `${where}: the images need ${Math.ceil(bytes / 2 ** 20)} MB, which is more than can be allocated; choose a smaller size or fewer files.`,
      { cause },
    );
  }
}

/**
 * Decodes and resizes pictures, a few at a time, into one array in the order of `paths`.
 *
 * @returns `N*H*W*3` bytes and the positions in `paths` of the pictures that are in them
 * @throws CorruptFileError for the first picture in that order that cannot be decoded, unless `skipCorrupt`
 */
export async function decodeImages(request: DecodeRequest) {
  const {
    where,
    paths,
    size,
    resize,
    concurrency,
    decode,
    skipCorrupt = false,
    signal,
    onProgress,
  } = request;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new InvalidArgumentError(`concurrency is ${concurrency}; pass an integer of at least 1.`);
  }
  const bytes = size[0] * size[1] * 3;
  const images = allocate(paths.length * bytes, where);
  const failed = new Map<number, unknown>();
  let next = 0;
  let done = 0;
  let stop = false;

  const worker = async () => {
    while (!stop && next < paths.length && !signal?.aborted) {
      const i = next++;
      try {
        const pixels = await decode(paths[i] as string);
        resizeInto(
          pixels,
          placement([pixels.height, pixels.width], size, resize),
          images.subarray(i * bytes, (i + 1) * bytes),
        );
      } catch (error) {
        failed.set(i, error);
        stop ||= !(skipCorrupt && error instanceof CorruptFileError);
      }
      onProgress?.({ phase: 'decode', done: ++done, total: paths.length, unit: 'images' });
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, paths.length) }, worker));
  signal?.throwIfAborted();
  // Every picture before a failed one was tried as well, so the first failure does not depend on who was faster.
  const failures = [...failed].sort(([a], [b]) => a - b);
  for (const [, error] of failures) if (!(skipCorrupt && error instanceof CorruptFileError)) throw error;
  if (failures.length === paths.length) {
    throw new InvalidDataError(`${where}: none of ${paths.length} pictures can be decoded.`, {
      cause: failures[0]?.[1],
    });
  }

  const kept = Array.from(paths.keys()).filter((i) => !failed.has(i));
  for (const [to, from] of kept.entries())
    if (to !== from) images.copyWithin(to * bytes, from * bytes, (from + 1) * bytes);
  return {
    images: images.subarray(0, kept.length * bytes),
    kept,
    skipped: failures.map(
      ([i, error]): Skipped => ({ path: paths[i] as string, reason: (error as Error).message }),
    ),
  };
}
