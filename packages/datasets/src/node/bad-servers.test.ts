import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DigestError, NetworkError } from '../errors.ts';
import { download, mirrorSet } from './download.ts';
import {
  type Answer,
  BIG_GZ,
  flipped,
  GZ,
  put,
  serve,
  silentAfter,
  status,
  temporary,
  wellBehaved,
} from './testing.ts';

const gz = GZ.big as Uint8Array;
// Patient where speed is not the subject: a busy machine may take its time to answer itself.
const patient = { connectMs: 20_000, stallMs: 20_000, stallBytes: 4096, rounds: 3, backoffMs: 5 };
const impatient = { ...patient, stallMs: 200 };

/** Sends `count` bytes again and again: never silent, never done. */
const trickling =
  (count: number, everyMs = 20): Answer =>
  (_, response, bytes) => {
    response.writeHead(200, { 'content-length': bytes.length });
    let at = 0;
    const timer = setInterval(() => {
      response.write(bytes.subarray(at, at + count));
      at += count;
      if (at >= bytes.length) clearInterval(timer);
    }, everyMs);
    response.on('close', () => clearInterval(timer));
  };

const circling: Answer = (request, response) => {
  response.writeHead(302, { location: request.url ?? '/' }).end();
};

async function failing(answer: Answer, folder: string, timing = patient) {
  const { url, requests } = await serve([answer]);
  const { signal } = new AbortController();
  const error = await download(BIG_GZ, join(folder, 'big.gz'), {
    mirrors: mirrorSet([url]),
    signal,
    timing,
  }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, requests };
}

test.each<[string, Answer, new (message: string) => Error, RegExp]>([
  ['HTTP 404', status(404), NetworkError, /HTTP 404/],
  ['HTTP 500', status(500), NetworkError, /HTTP 500/],
  ['a redirect loop', circling, NetworkError, /redirect/],
  ['a redirect to nowhere', (_, r) => r.writeHead(302).end(), NetworkError, /HTTP 302/],
  ['other bytes', (_, r, bytes) => r.end(flipped(bytes)), DigestError, /sha256/],
  ['too many bytes', (_, r, bytes) => r.end(Buffer.concat([bytes, bytes])), DigestError, /more than/],
  ['an empty body', (_, r) => r.end(), NetworkError, /ended after 0 of/],
])('%s: a named error, and an untouched cache', async (_, answer, kind, words) => {
  const folder = await put(await temporary(), { other: 'kept' });
  const { error } = await failing(answer, folder);
  expect(error).toBeInstanceOf(kind);
  expect(String(error)).toMatch(words);
  expect(readdirSync(folder)).toEqual(['other']);
});

test.each<[string, Answer, RegExp]>([
  ['is cut short', (_, r, bytes) => r.end(bytes.subarray(0, 20_000)), /ended after 20000 of \d+ bytes/],
  ['stops', silentAfter(20_000), /no data for 0\.2 s|only \d+ bytes in 0\.2 s/],
  ['trickles', trickling(100), /only \d+ bytes in 0\.2 s/],
])('a body that %s: NetworkError, and only a part to be resumed', async (_, answer, words) => {
  const folder = await temporary();
  const { error, requests } = await failing(answer, folder, impatient);
  expect(error).toBeInstanceOf(NetworkError);
  expect(String(error)).toMatch(words);
  expect(requests.length).toBe(impatient.rounds);
  expect(readdirSync(folder)).toEqual(['big.gz.part']);
  const part = readFileSync(join(folder, 'big.gz.part'));
  expect(part.equals(gz.subarray(0, part.length))).toBe(true);

  const good = await serve([wellBehaved]);
  await download(BIG_GZ, join(folder, 'big.gz'), {
    mirrors: mirrorSet([good.url]),
    signal: new AbortController().signal,
    timing: patient,
  });
  expect(good.requests[0]!.range).toBe(`bytes=${part.length}-`);
  expect(readFileSync(join(folder, 'big.gz')).equals(gz)).toBe(true);
});

test('a slow body that keeps its pace is waited for', async () => {
  const folder = await temporary();
  const { url, requests } = await serve([trickling(4096, 40)]);
  await download(BIG_GZ, join(folder, 'big.gz'), {
    mirrors: mirrorSet([url]),
    signal: new AbortController().signal,
    timing: { ...patient, stallMs: 1000 },
  });
  expect(readFileSync(join(folder, 'big.gz')).equals(gz)).toBe(true);
  expect(requests.length).toBe(1);
});
