import { chmod, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InvalidDataError, MissingFileError } from '../errors.ts';
import { imageFolder } from '../folder/image-folder.ts';
import { BLUE, png, RED } from '../test-support/pictures.ts';
import { put, temporary } from './testing.ts';

describe('folders and files', () => {
  test('what is not there, or is no folder, or cannot be read', async () => {
    const root = await put(await temporary(), { 'a/x.png': await png(RED), 'b/y.png': await png(RED) });
    for (const [bad, message] of [
      [join(root, 'none'), /none: there is no such folder/],
      [join(root, 'a/x.png'), /this is a file, no folder/],
    ] as const) {
      const failed = imageFolder({ root: bad, size: 2 });
      await expect(failed).rejects.toThrow(MissingFileError);
      await expect(failed).rejects.toThrow(message);
    }
    const listed = imageFolder({ root, files: ['a/x.png', 'a/z.png'], size: 2, skipCorrupt: true });
    await expect(listed).rejects.toThrow(/z\.png: cannot be read \(ENOENT\)/);
  });

  test.skipIf(process.getuid?.() === 0)(
    'permissions (skipped for root, who may read everything)',
    async () => {
      const root = await put(await temporary(), { 'a/x.png': await png(RED) });
      await chmod(join(root, 'a'), 0);
      await expect(imageFolder({ root, size: 2 })).rejects.toThrow(/cannot be read \(EACCES\)/);
      await chmod(join(root, 'a'), 0o755);
    },
  );

  test('links are followed, circles are not, and a broken link is named', async () => {
    const elsewhere = await put(await temporary(), { 'y.png': await png(BLUE) });
    const root = await put(await temporary(), { 'a/x.png': await png(RED) });
    await symlink(root, join(root, 'a', 'circle'));
    await symlink(elsewhere, join(root, 'b'));
    const { files } = await imageFolder({ root, size: 2 });
    expect(files).toEqual(['a/x.png', 'b/y.png']);
    await symlink(join(root, 'nowhere'), join(root, 'a', 'z.png'));
    await expect(imageFolder({ root, size: 2 })).rejects.toThrow(/z\.png: cannot be read \(ENOENT\)/);
  });

  test('named files: paths, and File objects as a browser has them', async () => {
    const root = await put(await temporary(), { 'a/x.png': await png(RED), 'b/y.png': await png(BLUE) });
    const listed = await imageFolder({ root, files: ['b/y.png', 'a/x.png'], size: 2 });
    expect(listed.files).toEqual(['a/x.png', 'b/y.png']);
    const chosen = [
      Object.assign(new File([await readFile(join(root, 'b/y.png'))], 'y.png'), {
        webkitRelativePath: 'pets/b/y.png',
      }),
      Object.assign(new File([await readFile(join(root, 'a/x.png'))], 'x.png'), {
        webkitRelativePath: 'pets/a/x.png',
      }),
    ];
    const fromFiles = await imageFolder({ files: chosen, size: 2 });
    expect(fromFiles.files).toEqual(listed.files);
    expect(fromFiles.data.images).toEqual(listed.data.images);
    const twice = imageFolder({ root, files: ['a/x.png', 'a/x.png'], size: 2 });
    await expect(twice).rejects.toThrow(/two files are named a\/x\.png/);
  });

  test('an empty class folder', async () => {
    const root = await put(await temporary(), { 'a/x.png': await png(RED), 'b/notes.txt': Buffer.from('x') });
    await expect(imageFolder({ root, size: 2 })).rejects.toThrow(InvalidDataError);
    await expect(imageFolder({ root, size: 2 })).rejects.toThrow(/no picture in the class folders b;/);
    expect((await imageFolder({ root, size: 2, classes: ['a', 'b'] })).data.length).toBe(1);
  });
});
