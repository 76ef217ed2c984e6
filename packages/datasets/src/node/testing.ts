import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished } from 'vitest';
import type { DataFile, DataSource, NpmPackage, PublishedFile } from '../data-source.ts';
import { permutation } from '../permutation.ts';

/** What the tests of this package share: a small data set of two files, folders that vanish, servers that misbehave. */
export const published = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

const noise = (count: number, seed: number) =>
  Uint8Array.from(permutation(count, seed), (value) => value % 251);

export const RAW: Readonly<Record<string, Uint8Array>> = { big: noise(300_000, 1), small: noise(500, 2) };
export const GZ: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  Object.entries(RAW).map(([name, raw]) => [name, gzipSync(raw)]),
);

const file = (name: 'big' | 'small'): DataFile => ({
  name,
  raw: published(RAW[name] as Uint8Array),
  gz: published(GZ[name] as Uint8Array),
});
export const BIG = file('big');
export const SMALL = file('small');
/** `BIG` as servers have it. */
export const BIG_GZ: PublishedFile = { name: 'big.gz', ...published(GZ.big as Uint8Array) };
export const NPM: NpmPackage = {
  name: 'tiny-data-that-is-not-published',
  version: '1.0.0',
  folder: 'data',
};

export const SOURCE: DataSource = {
  name: 'tiny',
  folders: ['tiny', 'Tiny/raw'],
  files: [BIG, SMALL],
  mirrors: [],
  npm: NPM,
};

export async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gradlab-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function put(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<string> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return folder;
}

export const gzFiles = () => ({ 'big.gz': GZ.big as Uint8Array, 'small.gz': GZ.small as Uint8Array });

/** Answers one request; `bytes` is the file asked for. */
export type Answer = (request: IncomingMessage, response: ServerResponse, bytes: Uint8Array) => void;

/** A server that knows Range. */
export const wellBehaved: Answer = ({ headers }, response, bytes) => {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': bytes.length - from,
    ...(from > 0 ? range : {}),
  });
  response.end(bytes.subarray(from));
};

export const status =
  (code: number): Answer =>
  (_, response) => {
    response.writeHead(code).end('no');
  };

/** Announces the whole file, sends `count` bytes of it and then breaks the connection. */
export const brokenAfter =
  (count: number): Answer =>
  (_, response, bytes) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, count), () => response.destroy());
  };

/** Sends `count` bytes and then nothing. */
export const silentAfter =
  (count: number): Answer =>
  (_, response, bytes) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, count));
  };

/** A server on 127.0.0.1: the first answers serve the first requests, the last one all others. */
export async function serve(
  answers: readonly [Answer, ...Answer[]],
  files: Readonly<Record<string, Uint8Array>> = gzFiles(),
) {
  const requests: { readonly path: string; readonly range: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    const answer = answers[Math.min(requests.length, answers.length - 1)] as Answer;
    requests.push({ path, range: request.headers.range });
    const bytes = files[path];
    if (bytes === undefined) response.writeHead(404).end();
    else answer(request, response, bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}

/** The same bytes but for one bit. */
export const flipped = (bytes: Uint8Array) =>
  Uint8Array.from(bytes, (byte, i) => (i === 5000 ? byte ^ 1 : byte));

/** The files of `SOURCE`, byte for byte. */
export function expectRaw(files: readonly Uint8Array[]): void {
  expect(files.map((bytes) => Buffer.from(bytes).toString('base64'))).toEqual(
    Object.values(RAW).map((bytes) => Buffer.from(bytes).toString('base64')),
  );
}
