import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { CorruptFileError } from '../errors.ts';
import { put, temporary } from '../node/testing.ts';
import { png, RED } from '../test-support/pictures.ts';
import { imageFolder } from './image-folder.ts';

describe('damaged pictures', () => {
  const folder = async () => {
    const jpeg = await sharp(Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251)), {
      raw: { width: 64, height: 64, channels: 3 },
    })
      .jpeg()
      .toBuffer();
    return put(await temporary(), {
      'a/0.jpg': jpeg,
      'a/1.jpg': jpeg.subarray(0, jpeg.length >> 1),
      'a/2.jpg': jpeg,
      'b/0.png': Buffer.from('not a picture'),
      'b/1.webp': Buffer.alloc(0),
      'b/2.jpg': jpeg,
    });
  };

  test.each([1, 2, 6])('the first in the order is named, with %i at a time', async (concurrency) => {
    const failed = imageFolder({ root: await folder(), size: 8, concurrency });
    await expect(failed).rejects.toThrow(CorruptFileError);
    await expect(failed).rejects.toThrow(/a.1\.jpg: not a picture that can be decoded \(.+\); .*skipCorrupt/);
  });

  test('skipCorrupt leaves them out and reports them', async () => {
    const root = await folder();
    const { data, files, skipped } = await imageFolder({ root, size: 8, skipCorrupt: true });
    expect(files).toEqual(['a/0.jpg', 'a/2.jpg', 'b/2.jpg']);
    expect([...data.labels]).toEqual([0, 0, 1]);
    expect(data.get(1).image).toEqual(data.get(0).image);
    expect(data.get(2).image).toEqual(data.get(0).image);
    expect(skipped.map(({ path }) => path)).toEqual(['a/1.jpg', 'b/0.png', 'b/1.webp']);
    for (const { path, reason } of skipped) expect(reason).toContain(join(root, path));
    await Promise.all(files.map((path) => rm(join(root, path))));
    const none = imageFolder({ root, size: 8, skipCorrupt: true });
    await expect(none).rejects.toThrow(/none of 3 pictures can be decoded/);
  });
});

test('an aborted signal stops before and in the middle', async () => {
  const bytes = await png(RED);
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`a/${i}.png`, bytes]));
  const root = await put(await temporary(), files);
  const reason = new Error('stop');
  await expect(imageFolder({ root, size: 2, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  let most = 0;
  const stopped = imageFolder({
    root,
    size: 2,
    concurrency: 2,
    signal: controller.signal,
    onProgress: ({ done }) => {
      most = done;
      if (done === 3) controller.abort(reason);
    },
  });
  await expect(stopped).rejects.toBe(reason);
  expect(most).toBeLessThanOrEqual(5);
});
