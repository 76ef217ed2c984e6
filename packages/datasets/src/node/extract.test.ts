import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Headers, pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { CorruptFileError, DigestError } from '../errors.ts';
import { extractFiles } from './extract.ts';
import { BIG, put, RAW, SMALL, temporary } from './testing.ts';

interface Entry {
  readonly header: Headers;
  readonly body?: Uint8Array;
}
const good: readonly Entry[] = [
  { header: { name: 'package/package.json' }, body: Buffer.from('{}') },
  { header: { name: 'package/data/big' }, body: RAW.big! },
  { header: { name: 'package/data/small' }, body: RAW.small! },
];

async function archive(folder: string, entries: readonly Entry[]): Promise<string> {
  const tar = pack();
  for (const { header, body } of entries) tar.entry(header, Buffer.from(body ?? ''));
  tar.finalize();
  const path = join(folder, 'it.tgz');
  await pipeline(tar, createGzip(), createWriteStream(path));
  return path;
}

async function extracted(path: string, signal = new AbortController().signal) {
  const to = await temporary();
  let bytes = 0;
  const onBytes = (count: number) => {
    bytes += count;
  };
  const result = extractFiles(path, [BIG, SMALL], { from: 'package/data', to, signal, onBytes });
  return {
    to,
    error: await result.then(
      () => undefined,
      (reason: unknown) => reason,
    ),
    bytes,
  };
}

test('the files are taken out and nothing else is written', async () => {
  const { to, error, bytes } = await extracted(await archive(await temporary(), good));
  expect(error).toBeUndefined();
  expect(readdirSync(to).sort()).toEqual(['big', 'small']);
  expect(readFileSync(join(to, 'big')).equals(RAW.big!)).toBe(true);
  expect(readFileSync(join(to, 'small')).equals(RAW.small!)).toBe(true);
  expect(bytes).toBe(RAW.big!.length + RAW.small!.length);
});

test.each<[string, Entry]>([
  ['a path upwards', { header: { name: 'package/data/../../../evil' }, body: RAW.small! }],
  ['an absolute path', { header: { name: '/tmp/evil' }, body: RAW.small! }],
  ['a Windows path', { header: { name: 'C:\\evil' }, body: RAW.small! }],
  [
    'a link in place of a file',
    { header: { name: 'package/data/small', type: 'symlink', linkname: '/etc/passwd' } },
  ],
])('an archive with %s is refused', async (_, entry) => {
  const { to, error } = await extracted(await archive(await temporary(), [entry, ...good]));
  expect(error).toBeInstanceOf(CorruptFileError);
  expect(String(error)).toMatch(/unsafe/);
  expect(readdirSync(to)).toEqual([]);
});

test.each([
  ['other bytes', new Uint8Array(500)],
  ['too few bytes', new Uint8Array(3)],
  ['too many bytes', new Uint8Array(100_000)],
])('a file of %s: DigestError, and it does not get its name', async (_, body) => {
  const path = await archive(await temporary(), [{ header: { name: 'package/data/small' }, body }]);
  const { to, error } = await extracted(path);
  expect(error).toBeInstanceOf(DigestError);
  expect(existsSync(join(to, 'small'))).toBe(false);
});

test('an archive that lacks a file, is cut short or is none', async () => {
  const folder = await temporary();
  const lacking = await extracted(await archive(folder, good.slice(0, 2)));
  expect(String(lacking.error)).toMatch(/lacks package\/data\/small/);
  const whole = readFileSync(await archive(folder, good));
  await put(folder, { 'cut.tgz': whole.subarray(0, whole.length / 2), 'text.tgz': 'hello' });
  for (const name of ['cut.tgz', 'text.tgz', 'absent.tgz']) {
    expect((await extracted(join(folder, name))).error).toBeInstanceOf(CorruptFileError);
  }
});

test('an abort rejects with its reason', async () => {
  const path = await archive(await temporary(), good);
  const { error } = await extracted(path, AbortSignal.abort(new Error('stop')));
  expect(String(error)).toMatch(/stop/);
});
