import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from './errors.ts';
import { checkFolder, checkWritable, writeFolder } from './write-folder.ts';

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
});

describe('checkWritable', () => {
  it('makes the folder and leaves it empty', async () => {
    await checkWritable(join(folder, 'a', 'b'));
    expect(await readdir(join(folder, 'a', 'b'))).toEqual([]);
  });

  it('refuses a file, and a folder below one, by name', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(checkWritable(file)).rejects.toThrow(`The folder ${file} cannot be written: `);
    await expect(checkWritable(join(file, 'below'))).rejects.toThrow(UsageError);
  });
});

it('checkFolder wants a folder', async () => {
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'file'), '');
  await checkFolder(join(folder, 'data'));
  await expect(checkFolder(join(folder, 'file'))).rejects.toThrow(
    `There is no folder ${join(folder, 'file')}.`,
  );
  await expect(checkFolder(join(folder, 'none'))).rejects.toThrow(UsageError);
});
