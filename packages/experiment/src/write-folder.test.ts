import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from './errors.ts';
import { withFolder, writeFolder } from './write-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeFolder', () => {
  it('writes all files and leaves nothing else', async () => {
    await writeFolder(join(folder, 'new', 'deep'), [
      { name: 'a.png', content: new Uint8Array([1, 2]) },
      { name: 'results.json', content: '{}' },
    ]);
    expect(await readdir(join(folder, 'new', 'deep'))).toEqual(['a.png', 'results.json']);
    expect(await readFile(join(folder, 'new', 'deep', 'results.json'), 'utf8')).toBe('{}');
  });

  it('leaves what was there when one file cannot be written', async () => {
    await writeFile(join(folder, 'a.txt'), 'old');
    const files = [
      { name: 'a.txt', content: 'new' },
      { name: 'missing/b.txt', content: 'new' },
    ];
    await expect(writeFolder(folder, files)).rejects.toThrow(UsageError);
    expect(await readdir(folder)).toEqual(['a.txt']);
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('old');
  });

  it('moves nothing when a folder stands in the way of one file', async () => {
    await writeFile(join(folder, 'a.txt'), 'old');
    await mkdir(join(folder, 'results.json'));
    const files = [
      { name: 'a.txt', content: 'new' },
      { name: 'results.json', content: '{}' },
    ];
    await expect(writeFolder(folder, files)).rejects.toThrow(
      /cannot be written: results.json is a folder there\.$/,
    );
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('old');
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'results.json']);
  });

  it('clears away what a killed run left', async () => {
    await mkdir(join(folder, '.staging'));
    await writeFile(join(folder, '.staging', 'half.png'), 'half');
    await writeFolder(folder, [{ name: 'a.txt', content: 'new' }]);
    expect(await readdir(folder)).toEqual(['a.txt']);
  });
});

describe('withFolder', () => {
  const work = async () => 7;

  it('makes the folder, and hands on what the work returns', async () => {
    expect(await withFolder(join(folder, 'a', 'b'), [], work)).toBe(7);
    expect(await readdir(join(folder, 'a', 'b'))).toEqual([]);
  });

  it.each([
    ['a file', '', 'there is a file of this name'],
    ['a folder below a file', 'below', 'a file stands where a folder is needed'],
  ])('refuses %s before the work begins', async (_, below, reason) => {
    const path = join(folder, 'file', below);
    await writeFile(join(folder, 'file'), 'mine');
    const never = () => expect.unreachable();
    await expect(withFolder(path, [], never)).rejects.toThrow(
      `The folder ${path} cannot be written: ${reason}.`,
    );
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('mine');
  });

  it('refuses a folder in which one of the names is a folder', async () => {
    await mkdir(join(folder, 'report.html'));
    const never = () => expect.unreachable();
    await expect(withFolder(folder, ['report.html'], never)).rejects.toThrow('report.html is a folder there');
  });

  it('takes away the folders it made when the work fails, and only those', async () => {
    const fail = () => Promise.reject(new Error('no data'));
    await expect(withFolder(join(folder, 'a', 'b', 'c'), [], fail)).rejects.toThrow('no data');
    expect(await readdir(folder)).toEqual([]);
    await mkdir(join(folder, 'mine'));
    await expect(withFolder(join(folder, 'mine'), [], fail)).rejects.toThrow('no data');
    expect(await readdir(folder)).toEqual(['mine']);
  });

  it('keeps them when the failed work left something in them', async () => {
    const fail = async () => {
      await writeFile(join(folder, 'a', 'b', 'checkpoint'), '');
      throw new Error('stopped');
    };
    await expect(withFolder(join(folder, 'a', 'b'), [], fail)).rejects.toThrow('stopped');
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['checkpoint']);
  });
});
