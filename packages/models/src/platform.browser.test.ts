import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { cachedFile, readLocal, sha256 } from './platform.browser.ts';
import { WeightsDigestError, WeightsOptionError, WeightsSourceError } from './weights/errors.ts';

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const DIGEST = createHash('sha256').update(BYTES).digest('hex');

afterEach(() => vi.unstubAllGlobals());

/** The Cache API, as far as it is used. */
function fakeCaches() {
  const kept = new Map<string, Uint8Array>();
  const cache = {
    match: async (key: string) => (kept.has(key) ? new Response(kept.get(key) as BodyInit) : undefined),
    put: async (key: string, response: Response) =>
      void kept.set(key, new Uint8Array(await response.arrayBuffer())),
  };
  vi.stubGlobal('caches', { open: async () => cache });
  return kept;
}

async function serve(): Promise<{ url: URL; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.end(BYTES);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/model`), asked };
}

it('fetches once and then takes what the browser keeps', async () => {
  fakeCaches();
  const { url, asked } = await serve();
  expect(await cachedFile(url, { digest: DIGEST })).toEqual(BYTES);
  expect(await cachedFile(url, { digest: DIGEST, offline: true })).toEqual(BYTES);
  expect(await cachedFile(url, {})).toEqual(BYTES);
  expect(asked).toHaveLength(1);
});

it('fetches every time where nothing can be kept', async () => {
  const { url, asked } = await serve();
  vi.stubGlobal('caches', { open: () => Promise.reject(new Error('forbidden')) });
  for (let i = 0; i < 2; i++) expect(await cachedFile(url, {})).toEqual(BYTES);
  expect(asked).toHaveLength(2);
});

it('replaces what is another file, refuses it offline, and keeps nothing wrong', async () => {
  const kept = fakeCaches();
  const { url } = await serve();
  kept.set(url.href, Uint8Array.of(1));
  await expect(cachedFile(url, { digest: DIGEST, offline: true })).rejects.toThrow(WeightsDigestError);
  expect(await cachedFile(url, { digest: DIGEST })).toEqual(BYTES);
  kept.clear();
  await expect(cachedFile(url, { digest: 'a'.repeat(64) })).rejects.toThrow(WeightsDigestError);
  await expect(cachedFile(url, { offline: true })).rejects.toThrow(WeightsSourceError);
  expect(kept.size).toBe(0);
});

it('computes SHA-256, and opens no files by path', async () => {
  expect(await sha256(BYTES)).toBe(DIGEST);
  await expect(readLocal('/a/b')).rejects.toThrow(WeightsOptionError);
});
