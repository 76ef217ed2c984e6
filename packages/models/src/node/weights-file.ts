import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { checkDigest } from '../weights/digest.ts';
import { download, offlineError } from '../weights/download.ts';
import { reasonOf, WeightsError, WeightsSourceError } from '../weights/errors.ts';
import type { FetchOptions } from '../weights/load-options.ts';

/** A file of this machine. WeightsSourceError where it cannot be read. */
export async function readLocal(file: string | URL): Promise<Uint8Array> {
  try {
    return await readFile(typeof file === 'string' && file.startsWith('file:') ? new URL(file) : file);
  } catch (cause) {
    const path = file instanceof URL ? fileURLToPath(file) : resolve(file);
    throw new WeightsSourceError(`${path} cannot be read (${reasonOf(cause)}).`, { cause });
  }
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  return createHash('sha256').update(bytes).digest('hex');
}

/** `weights/HOST/ORG/NAME/resolve/REVISION/FILE`: the address, each part of it as a folder's name. */
function cachePath(url: URL, cacheDir?: string): string {
  const root = cacheDir ?? (process.env.GRADLAB_CACHE || envPaths('gradlab', { suffix: '' }).cache);
  const parts = url.pathname.split('/').filter((part) => part !== '');
  // A colon in a port, and what follows a question mark, are no parts of a file's name everywhere.
  const names = [url.host, ...parts].map((part) => part.replaceAll(/[^\w.%@+-]/g, '_'));
  const query =
    url.search === '' ? '' : `-${createHash('sha256').update(url.search).digest('hex').slice(0, 16)}`;
  return resolve(root, 'weights', `${join(...names)}${query}`);
}

async function digestOfFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new WeightsSourceError(`${path} cannot be read (${reasonOf(error)}).`, { cause: error });
  }
  return hash.digest('hex');
}

/** What an earlier call left, under a name of its own so that two processes never write into one file; the number of its bytes. */
async function takeOver(kept: string, own: string): Promise<number> {
  try {
    await rename(kept, own);
    return (await stat(own)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** Appends what `own` lacks. */
async function receive(own: string, url: URL, options: FetchOptions, held: number): Promise<void> {
  const handle = await open(own, held > 0 ? 'r+' : 'w');
  let size = held;
  try {
    for await (const { at, bytes } of download(url, options, held)) {
      if (at < size) await handle.truncate(at);
      for (let sent = 0; sent < bytes.length; ) {
        sent += (await handle.write(bytes, sent, bytes.length - sent, at + sent)).bytesWritten;
      }
      size = at + bytes.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Downloads beside the place that the file will take, and gives it its name when all of it is there and right. What a broken download brought
 * is kept for the next call where a digest will tell whether both belong together.
 */
async function fill(path: string, url: URL, { digest, ...options }: FetchOptions): Promise<void> {
  const kept = `${path}.part`;
  const own = `${path}.${randomUUID()}.part`;
  const matches = async () => {
    const actual = digest && (await digestOfFile(own));
    return actual === digest ? undefined : () => checkDigest(url.href, actual as string, digest as string);
  };
  let arrived = false;
  try {
    await mkdir(dirname(path), { recursive: true });
    const held = digest === undefined ? 0 : await takeOver(kept, own);
    // Nothing is missing of a file that is right already.
    if (held === 0 || (await matches()) !== undefined) await receive(own, url, options, held);
    if (held > 0 && (await matches()) !== undefined) await receive(own, url, options, 0);
    arrived = true;
    (await matches())?.();
    await rename(own, path);
  } catch (error) {
    const keep = digest !== undefined && !arrived;
    await (keep ? rename(own, kept) : rm(own, { force: true })).catch(() => undefined);
    options.signal?.throwIfAborted();
    if (error instanceof WeightsError) throw error;
    throw new WeightsSourceError(
      `${path} cannot be written (${reasonOf(error)}); free some space, or set cacheDir or GRADLAB_CACHE to a folder that can be written.`,
      { cause: error },
    );
  }
}

/** A file of the network, from the cache where it is there. The digest, if there is one, is checked every time. */
export async function cachedFile(url: URL, options: FetchOptions): Promise<Uint8Array> {
  options.signal?.throwIfAborted();
  const { digest, offline = false } = options;
  const path = cachePath(url, options.cacheDir);
  const held = await digestOfFile(path);
  const damaged = held !== undefined && digest !== undefined && held !== digest;
  if (held === undefined || damaged) {
    if (offline && damaged) checkDigest(path, held, digest);
    if (offline) throw offlineError(url);
    await fill(path, url, options);
  }
  const bytes = await readLocal(path);
  options.signal?.throwIfAborted();
  return bytes;
}
