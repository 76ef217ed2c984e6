import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidArgumentError, InvalidDataError } from '../errors.ts';
import { put, temporary } from '../node/testing.ts';
import { itIsADataset } from '../test-support/it-is-a-dataset.ts';
import { BLUE, GREEN, plain, png, RED } from '../test-support/pictures.ts';
import { imageFolder } from './image-folder.ts';

test('a folder for each class', async () => {
  const root = await put(await temporary(), {
    'dog/2.png': await png(BLUE),
    'cat/1.png': await png(RED, 3, 9),
    'cat/0.webp': await plain(GREEN).webp({ lossless: true }).toBuffer(),
    'dog/notes.txt': Buffer.from('x'),
    'cat/.DS_Store': Buffer.from('x'),
    'readme.png': await png(RED),
  });
  const progress: number[] = [];
  const { data, files, skipped, ignored } = await imageFolder({
    root,
    size: [4, 5],
    name: 'pets',
    onProgress: ({ phase, unit, done, total }) => {
      expect([phase, unit, total]).toEqual(['decode', 'images', 3]);
      progress.push(done);
    },
  });
  expect(files).toEqual(['cat/0.webp', 'cat/1.png', 'dog/2.png']);
  expect([data.name, data.classes, data.shape]).toEqual(['pets', ['cat', 'dog'], [4, 5, 3]]);
  expect([...data.labels]).toEqual([0, 0, 1]);
  expect(data.images).toEqual(
    Uint8Array.from([GREEN, RED, BLUE].flatMap((colour) => Array(20).fill(colour).flat())),
  );
  expect(progress).toEqual([1, 2, 3]);
  expect(skipped).toEqual([]);
  expect([...ignored].sort()).toEqual(['cat/.DS_Store', 'dog/notes.txt', 'readme.png']);
});

test.each([
  ['no root', { root: '' }, InvalidArgumentError, /pass root/],
  ['a size of 0', { size: 0 }, InvalidArgumentError, /size is 0/],
  ['half a pixel', { size: [2, 0.5] }, InvalidArgumentError, /size is \[2,0.5\]/],
  ['another resize', { resize: 'fill' }, InvalidArgumentError, /resize is "fill"/],
  ['a colour of 256', { background: [0, 0, 256] }, InvalidArgumentError, /background/],
  ['nothing at a time', { concurrency: 0 }, InvalidArgumentError, /concurrency is 0/],
  [
    'too many classes',
    { classes: Array.from({ length: 257 }, (_, i) => (i === 0 ? 'a' : String(i))) },
    InvalidDataError,
    /257 classes/,
  ],
  ['more than can be allocated', { size: 2 ** 24 }, InvalidDataError, /need \d+ MB/],
])('%s is refused', async (_, wrong, kind, message) => {
  const root = await put(await temporary(), { 'a/x.png': await png(RED) });
  const failed = imageFolder({ root, size: 2, ...wrong } as Parameters<typeof imageFolder>[0]);
  await expect(failed).rejects.toThrow(kind);
  await expect(failed).rejects.toThrow(message);
});

describe('the contract', () => {
  let bytes: Record<string, Uint8Array>;
  let root: string;
  beforeAll(async () => {
    bytes = {};
    for (let i = 0; i < 12; i++) bytes[`${'abc'[i % 3]}/${i}.png`] = await png([i, 2 * i, 3 * i], 5, 4 + i);
    root = await put(join(tmpdir(), `gradlab-folder-${process.pid}`), bytes);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  itIsADataset('imageFolder', async () => (await imageFolder({ root, size: [3, 4] })).data);
});

const samples = process.env.GRADLAB_DATA && join(process.env.GRADLAB_DATA, 'imagenet_samples');
describe.skipIf(!samples)('200 photographs (skipped where GRADLAB_DATA is not set)', () => {
  test('with labels from a table', async () => {
    const root = samples as string;
    const rows = JSON.parse(await readFile(join(root, 'labels.json'), 'utf8')) as {
      file: string;
      wnid: string;
    }[];
    const { data, files, ignored } = await imageFolder({
      root,
      size: 64,
      labels: new Map(rows.map(({ file, wnid }) => [file, wnid])),
    });
    expect([data.length, data.classes.length, data.shape]).toEqual([200, 200, [64, 64, 3]]);
    expect(data.classes[data.get(7).label]).toBe(rows.find(({ file }) => file === files[7])?.wnid);
    expect([...ignored].sort()).toEqual([
      'MD5SUMS',
      'SOURCE.txt',
      'imagenet_class_index.json',
      'labels.json',
    ]);
    // Means of natural photographs: those of ImageNet are 0.485, 0.456, 0.406 with deviations over images of about 0.14.
    const { mean } = data.stats();
    [0.485, 0.456, 0.406].forEach((expected, c) => {
      expect(Math.abs((mean[c] as number) - expected)).toBeLessThan(5 * (0.14 / Math.sqrt(200)));
    });
  });
});
