import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { InvalidArgumentError, NetworkError } from '../errors.ts';
import { languageWords } from './language-words.ts';

// The same functions, with the browser's half of what differs.
vi.mock('#platform', () => import('../platform.browser.ts'));

const DATA = process.env.GRADLAB_DATA;
const { resolve } = createRequire(import.meta.url);

let baseUrl: string;
/** Serves the installed dictionaries as a CDN for npm packages does, and `lang_id.npz` where there is one. */
const server = createServer(async (request, response) => {
  const [, name, file] =
    /^\/(dictionary-[a-z]{2})@[0-9.]+\/(index\.(?:dic|aff))$/.exec(request.url ?? '') ?? [];
  const path =
    name && file ? join(dirname(resolve(name)), file) : DATA && join(DATA, 'lang_id', request.url ?? '');
  const body = path && (await readFile(path).catch(() => undefined));
  response.writeHead(body ? 200 : 404).end(body);
});
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a browser fetches the dictionaries from a CDN for npm packages', async () => {
  const options = { source: 'dictionaries', languages: ['en', 'es'], encoding: 'indices' } as const;
  const { train, source, characters } = await languageWords({ ...options, baseUrl });
  expect([train.length, source, characters.length]).toEqual([7000, 'dictionaries', 33]);
  expect((await languageWords({ ...options, baseUrl: `${baseUrl}/` })).train.inputs).toEqual(train.inputs);
});

test('a browser without baseUrl is told to pass one; one that does not serve is an error', async () => {
  await expect(languageWords()).rejects.toThrow(InvalidArgumentError);
  await expect(languageWords()).rejects.toThrow(/pass baseUrl/);
  await expect(languageWords({ baseUrl: `${baseUrl}/none` })).rejects.toThrow(NetworkError);
});

test.skipIf(!DATA)('a browser fetches lang_id.npz (GRADLAB_DATA)', async () => {
  const { train, source, characters } = await languageWords({ baseUrl });
  expect([train.length, source, characters.length]).toEqual([17500, 'file', 47]);
});
