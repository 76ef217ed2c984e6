import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CorruptFileError, NetworkError } from '../errors.ts';
import { readBytes } from './read-bytes.ts';

const TEXT = 'Hi.\t嗨。\n';
const FILES: Record<string, Uint8Array> = {
  '/plain.txt': Buffer.from(TEXT),
  '/packed.gz': gzipSync(TEXT),
  '/cut.gz': gzipSync(TEXT).subarray(0, 20),
};

let base: string;
const server = createServer((request, response) => {
  if (request.url === '/broken') {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
    return;
  }
  const body = FILES[request.url ?? ''];
  response.writeHead(body ? 200 : 404).end(body);
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each(['/plain.txt', '/packed.gz'])('%s: its text', async (path) => {
  expect(new TextDecoder().decode(await readBytes(base + path))).toBe(TEXT);
});

test.each([
  ['/none', NetworkError, /none: HTTP 404/],
  ['/broken', NetworkError, /broken: broke off/],
  ['/cut.gz', CorruptFileError, /cut\.gz: damaged or truncated gzip/],
])('%s: a named error', async (path, kind, message) => {
  const attempt = readBytes(base + path);
  await expect(attempt).rejects.toThrow(kind);
  await expect(attempt).rejects.toThrow(message);
});

test('a closed port: NetworkError; an abort: its reason', async () => {
  await expect(readBytes('http://127.0.0.1:9/x')).rejects.toThrow(NetworkError);
  await expect(readBytes(`${base}/plain.txt`, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
    'enough',
  );
});
