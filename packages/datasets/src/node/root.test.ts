import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CorruptFileError, DigestError, InvalidArgumentError, MissingFileError } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import { loadFiles } from '../platform.node.ts';
import { expectRaw, flipped, GZ, gzFiles, put, RAW, SOURCE, temporary } from './testing.ts';

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await temporary();
  vi.stubEnv('GRADLAB_DATA', '');
  vi.stubEnv('GRADLAB_CACHE', '');
});
afterEach(() => vi.unstubAllEnvs());

const load = (options: LoadOptions = {}) => loadFiles(SOURCE, { cacheDir, offline: true, ...options });
const expectData = async (options?: LoadOptions) => expectRaw(await load(options));

test.each(['', 'tiny/', 'Tiny/raw/'])('root: gz and raw files are found in "%s"', async (folder) => {
  const root = await put(await temporary(), { [`${folder}big.gz`]: GZ.big!, [`${folder}small`]: RAW.small! });
  const phases: string[] = [];
  await expectData({
    root,
    onProgress: ({ phase, done, total, unit }) => phases.push(`${phase} ${done}/${total} ${unit}`),
  });
  expect(phases).toEqual(['read 1/2 files', 'read 2/2 files']);
  vi.stubEnv('GRADLAB_DATA', root);
  await expectData();
});

test('a file that was compressed anew counts by its content', async () => {
  const again = gzipSync(RAW.big!, { level: 1 });
  expect(again.equals(GZ.big!)).toBe(false);
  await expectData({ root: await put(await temporary(), { ...gzFiles(), 'big.gz': again }) });
});

test.each([
  ['raw, cut short', { big: RAW.big!.subarray(0, 1000) }, CorruptFileError],
  ['raw, too long', { big: new Uint8Array(300_001) }, CorruptFileError],
  ['raw, empty', { big: '' }, CorruptFileError],
  ['raw, one bit changed', { big: flipped(RAW.big!) }, DigestError],
  ['gz, cut short', { 'big.gz': GZ.big!.subarray(0, 1000) }, CorruptFileError],
  ['gz, one bit changed', { 'big.gz': flipped(GZ.big!) }, CorruptFileError],
  ['gz of other bytes', { 'big.gz': gzipSync(new Uint8Array(300_000)) }, DigestError],
  ['gz of too many bytes', { 'big.gz': gzipSync(new Uint8Array(3_000_000)) }, CorruptFileError],
  ['a web page', { big: '<html>' }, CorruptFileError],
])(
  'a named folder with a damaged file (%s) is an error, although the cache has it',
  async (_, files, kind) => {
    await put(cacheDir, { 'tiny/big': RAW.big!, 'tiny/small': RAW.small! });
    await expectData();
    const root = await put(await temporary(), { small: RAW.small!, ...files });
    const failed = load({ root });
    await expect(failed).rejects.toThrow(kind);
    await expect(failed).rejects.toThrow(root);
    vi.stubEnv('GRADLAB_DATA', root);
    await expect(load({})).rejects.toThrow(kind);
  },
);

test('a root that is absent, a file, incomplete or unreadable: MissingFileError that says what to do', async () => {
  const folder = await put(await temporary(), { 'part/big': RAW.big!, file: 'x' });
  mkdirSync(join(folder, 'odd/big'), { recursive: true });
  await expect(load({ root: join(folder, 'absent') })).rejects.toThrow(
    /root names .*absent, which is not a folder/,
  );
  await expect(load({ root: join(folder, 'file') })).rejects.toThrow(MissingFileError);
  await expect(load({ root: join(folder, 'part') })).rejects.toThrow(/lacks small .*add the files/);
  await expect(load({ root: join(folder, 'odd') })).rejects.toThrow(/lacks big, small/);
  await expect(load({ root: '' })).rejects.toThrow(InvalidArgumentError);
});

test('GRADLAB_DATA without this data set is passed over; with a part of it, or absent, it is an error', async () => {
  await put(cacheDir, { 'tiny/big': RAW.big!, 'tiny/small.gz': GZ.small! });
  const folder = await put(await temporary(), { 'other/x': 'x' });
  vi.stubEnv('GRADLAB_DATA', folder);
  await expectData();
  await put(folder, { 'tiny/big': RAW.big! });
  await expect(load({})).rejects.toThrow(/GRADLAB_DATA: .* lacks small/);
  vi.stubEnv('GRADLAB_DATA', join(folder, 'absent'));
  await expect(load({})).rejects.toThrow(MissingFileError);
});
