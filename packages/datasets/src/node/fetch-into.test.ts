import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { download, mirrorSet } from './download.ts';
import {
  type Answer,
  BIG_GZ,
  brokenAfter,
  GZ,
  put,
  serve,
  status,
  temporary,
  wellBehaved,
} from './testing.ts';

const gz = GZ.big as Uint8Array;
// Patient: a busy machine may take its time to answer itself.
const timing = { connectMs: 20_000, stallMs: 20_000, rounds: 3, backoffMs: 5 };

async function attempt(mirrors: readonly string[], folder: string, signal = new AbortController().signal) {
  const target = join(folder, 'big.gz');
  await download(BIG_GZ, target, { mirrors: mirrorSet(mirrors), signal, timing });
  expect(readFileSync(target).equals(gz)).toBe(true);
  expect(existsSync(`${target}.part`)).toBe(false);
}

test('what an earlier run began is resumed, not fetched again', async () => {
  const folder = await put(await temporary(), { 'big.gz.part': gz.subarray(0, 70_000) });
  const { url, requests } = await serve([wellBehaved]);
  await attempt([url], folder);
  expect(requests).toEqual([{ path: 'big.gz', range: 'bytes=70000-' }]);
});

test('a complete part needs no request', async () => {
  const folder = await put(await temporary(), { 'big.gz.part': gz });
  const { url, requests } = await serve([wellBehaved]);
  await attempt([url], folder);
  expect(requests).toEqual([]);
});

test('a broken connection is resumed where it broke', async () => {
  const { url, requests } = await serve([brokenAfter(100_000), wellBehaved]);
  await attempt([url], await temporary());
  expect(requests.length).toBe(2);
  expect(requests[1]!.range).toMatch(/^bytes=[1-9]\d*-$/);
});

test('a body that ends early, with no length announced, is noticed and resumed', async () => {
  const short: Answer = (_, response, bytes) => {
    response.writeHead(200);
    response.end(bytes.subarray(0, 5_000));
  };
  const { url, requests } = await serve([short, wellBehaved]);
  await attempt([url], await temporary());
  expect(requests[1]!.range).toBe('bytes=5000-');
});

test('a server that ignores Range sends everything anew', async () => {
  const folder = await put(await temporary(), { 'big.gz.part': gz.subarray(0, 70_000) });
  const whole: Answer = (_, response, bytes) => response.end(bytes);
  const { url, requests } = await serve([whole]);
  await attempt([url], folder);
  expect(requests.length).toBe(1);
});

test.each([
  ['answers 416', status(416)],
  [
    'sends another range than asked',
    ((_, response, bytes) => {
      response.writeHead(206, { 'content-range': `bytes 10-${bytes.length - 1}/${bytes.length}` });
      response.end(bytes.subarray(10));
    }) as Answer,
  ],
])('a server that cannot resume and %s is asked for everything', async (_, answer) => {
  const folder = await put(await temporary(), { 'big.gz.part': gz.subarray(0, 70_000) });
  const { url, requests } = await serve([answer, wellBehaved]);
  await attempt([url], folder);
  expect(requests[1]!.range).toBeUndefined();
});

test.each([
  ['of other bytes', new Uint8Array(70_000).fill(9)],
  ['longer than the file', new Uint8Array(gz.length + 5)],
  ['as long as the file, but wrong', new Uint8Array(gz.length)],
])('a part %s is thrown away', async (_, part) => {
  const folder = await put(await temporary(), { 'big.gz.part': part });
  await attempt([(await serve([wellBehaved])).url], folder);
});
