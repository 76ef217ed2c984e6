import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CacheError, DigestError, InvalidArgumentError, NetworkError } from '../errors.ts';
import { download, mirrorSet } from './download.ts';
import { type Answer, BIG_GZ, GZ, serve, silentAfter, status, temporary, wellBehaved } from './testing.ts';

const gz = GZ.big as Uint8Array;
// Patient: a busy machine may take its time to answer itself.
const timing = { connectMs: 20_000, stallMs: 20_000, rounds: 3, backoffMs: 5 };
/** Nobody listens there: the connection is refused at once. */
const CLOSED = 'http://127.0.0.1:2/';

async function attempt(mirrors: readonly string[], folder: string, signal = new AbortController().signal) {
  const target = join(folder, 'big.gz');
  await download(BIG_GZ, target, { mirrors: mirrorSet(mirrors), signal, timing });
  expect(readFileSync(target).equals(gz)).toBe(true);
  expect(existsSync(`${target}.part`)).toBe(false);
}

test('a file arrives whole, with progress', async () => {
  const folder = await temporary();
  const { url } = await serve([wellBehaved]);
  const seen: number[] = [];
  await download(BIG_GZ, join(folder, 'big.gz'), {
    mirrors: mirrorSet([url]),
    signal: new AbortController().signal,
    onBytes: (size) => seen.push(size),
  });
  expect(seen.at(-1)).toBe(gz.length);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

test.each([
  ['404', status(404)],
  ['500', status(500)],
  ['other bytes', ((_, response, bytes) => response.end(new Uint8Array(bytes.length))) as Answer],
  ['too many bytes', ((_, response, bytes) => response.end(new Uint8Array(bytes.length + 1))) as Answer],
])('after %s the next mirror is asked', async (_, answer) => {
  const [bad, good] = [await serve([answer]), await serve([wellBehaved])];
  await attempt([bad.url, CLOSED, good.url], await temporary());
  expect([bad.requests.length, good.requests.length]).toEqual([1, 1]);
});

test('an error that may pass is tried again, one that will not is not', async () => {
  const busy = await serve([status(503), status(500), wellBehaved]);
  await attempt([busy.url], await temporary());
  const [gone, broken] = [await serve([status(404)]), await serve([status(500)])];
  await expect(attempt([gone.url, broken.url], await temporary())).rejects.toThrow(
    /big\.gz could not be downloaded .*HTTP 404.*HTTP 500/,
  );
  expect([gone.requests.length, broken.requests.length]).toEqual([1, timing.rounds]);
});

test('mirrors that all send other bytes: DigestError, and nothing is left to be used', async () => {
  const folder = await temporary();
  const wrong = await serve([(_, response, bytes) => response.end(new Uint8Array(bytes.length))]);
  await expect(attempt([wrong.url], folder)).rejects.toThrow(DigestError);
  expect(readdirSync(folder)).toEqual([]);
});

test('servers that do not answer, or fall silent, are given up soon', async () => {
  const [mute, stuck] = [await serve([() => undefined]), await serve([silentAfter(1000)])];
  const mirrors = mirrorSet([mute.url, stuck.url, CLOSED]);
  const start = performance.now();
  const { signal } = new AbortController();
  const failed = download(BIG_GZ, join(await temporary(), 'big.gz'), {
    mirrors,
    signal,
    timing: { ...timing, connectMs: 300, stallMs: 300 },
  });
  await expect(failed).rejects.toThrow(NetworkError);
  await expect(failed).rejects.toThrow(/no answer for 0\.3 s.*only 1000 bytes in 0\.3 s.*ECONNREFUSED/);
  expect(performance.now() - start).toBeLessThan(4 * 300 + 1500);
  expect([...mirrors]).toEqual([stuck.url]);
});

test('an abort rejects with its reason and keeps what arrived', async () => {
  const folder = await temporary();
  const { url } = await serve([silentAfter(50_000), wellBehaved]);
  const controller = new AbortController();
  const running = download(BIG_GZ, join(folder, 'big.gz'), {
    mirrors: mirrorSet([url]),
    signal: controller.signal,
    onBytes: (size) => size >= 50_000 && controller.abort(new Error('enough')),
  });
  await expect(running).rejects.toThrow('enough');
  expect(statSync(join(folder, 'big.gz.part')).size).toBe(50_000);
  await attempt([url], folder);
});

test.skipIf(!existsSync('/dev/full'))('a full disk: CacheError, and the next run recovers', async () => {
  const folder = await temporary();
  const { url, requests } = await serve([wellBehaved]);
  symlinkSync('/dev/full', join(folder, 'big.gz.part'));
  const failed = attempt([url], folder);
  await expect(failed).rejects.toThrow(CacheError);
  await expect(failed).rejects.toThrow(/disk is full \(ENOSPC\)/);
  expect(requests.length).toBe(1);
  await attempt([url], folder);
});

test('mirrors must be http or https URLs', () => {
  expect(() => mirrorSet(['ftp://host/'])).toThrow(InvalidArgumentError);
  expect(() => mirrorSet(['mirror'])).toThrow(InvalidArgumentError);
});
