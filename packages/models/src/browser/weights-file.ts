import { checkDigest } from '../weights/digest.ts';
import { download, offlineError } from '../weights/download.ts';
import { WeightsOptionError } from '../weights/errors.ts';
import type { FetchOptions } from '../weights/load-options.ts';

export async function readLocal(file: string | URL): Promise<Uint8Array> {
  throw new WeightsOptionError(
    `A browser cannot open the file ${JSON.stringify(String(file))}; give it as a Blob, or its address as url.`,
  );
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => work().catch(() => undefined);

async function collect(url: URL, options: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
  let parts: Uint8Array[] = [];
  for await (const { at, bytes } of download(url, options)) {
    if (at === 0) parts = [];
    parts.push(bytes);
  }
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

/** A file of the network, from the browser's Cache API where it is there: where that is missing, full or forbidden, nothing is kept. */
export async function cachedFile(url: URL, options: FetchOptions): Promise<Uint8Array> {
  options.signal?.throwIfAborted();
  const { digest, offline = false } = options;
  const cache = await quietly(async () => globalThis.caches?.open('gradlab-weights'));
  const response = await quietly(async () => cache?.match(url.href));
  const held = response && new Uint8Array(await response.arrayBuffer());
  const actual = held && digest !== undefined ? await sha256(held) : digest;
  if (held && actual === digest) return held;
  if (offline && held && actual !== undefined && digest !== undefined) checkDigest(url.href, actual, digest);
  if (offline) throw offlineError(url);
  const bytes = await collect(url, options);
  if (digest !== undefined) checkDigest(url.href, await sha256(bytes), digest);
  await quietly(async () => cache?.put(url.href, new Response(bytes)));
  return bytes;
}
