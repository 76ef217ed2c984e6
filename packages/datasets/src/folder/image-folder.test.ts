import { chmod, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CorruptFileError, InvalidArgumentError, InvalidDataError, MissingFileError } from '../errors.ts';
import { put, temporary } from '../node/testing.ts';
import { itIsADataset } from '../test-support/it-is-a-dataset.ts';
import { imageFolder } from './image-folder.ts';

type Colour = readonly [number, number, number];
const RED: Colour = [250, 10, 20];
const GREEN: Colour = [10, 240, 30];
const BLUE: Colour = [20, 30, 230];

/** A picture of one colour. */
const plain = ([r, g, b]: Colour, width = 8, height = 6) =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
const png = (colour: Colour, width?: number, height?: number) =>
  plain(colour, width, height).png().toBuffer();

/** Left half and right half of different colours. */
const halves = (left: Colour, right: Colour) => {
  const row = [...left, ...left, ...right, ...right];
  return sharp(Uint8Array.from([...row, ...row]), { raw: { width: 4, height: 2, channels: 3 } });
};

const firstPixel = (image: Uint8Array) => [...image.subarray(0, 3)];

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

describe('what is in a file becomes RGB', () => {
  const colour: Colour = [200, 100, 50];
  const alpha = (a: number) => plain(colour).ensureAlpha(a);
  const kinds: [string, () => Sharp, Colour, number][] = [
    ['8-bit PNG', () => plain(colour).png(), colour, 0],
    ['palette PNG', () => plain(colour).png({ palette: true }), colour, 0],
    ['16-bit PNG', () => plain(colour).toColourspace('rgb16').png(), colour, 0],
    ['grey PNG', () => plain([90, 90, 90]).toColourspace('b-w').png(), [90, 90, 90], 0],
    ['grey JPEG', () => plain([90, 90, 90]).toColourspace('b-w').jpeg(), [90, 90, 90], 0],
    // One level of each of 8 bits and of the colour transform.
    ['JPEG', () => plain(colour).jpeg({ quality: 100 }), colour, 2],
    ['lossless WebP', () => plain(colour).webp({ lossless: true }), colour, 0],
    ['invisible PNG', () => alpha(0).png(), [255, 255, 255], 0],
    // Half of 255 is stored as 127 or 128: between 127/255 and 128/255 of the way to white.
    ['half transparent PNG', () => alpha(0.5).png(), [227.5, 177.5, 152.5], 1],
  ];
  test.each(kinds)('%s', async (_, make, expected, within) => {
    const root = await put(await temporary(), { 'a/x.jpg': await make().toBuffer() });
    const { data } = await imageFolder({ root, size: 3 });
    firstPixel(data.images).forEach((value, c) => {
      expect(Math.abs(value - (expected[c] as number))).toBeLessThanOrEqual(within);
    });
  });

  test('CMYK JPEG: every colour comes back as the nearest of these, although inks change them a little', async () => {
    // Muted ones, which ink can show, and for each what it would be with inverted inks.
    const muted: Colour[] = [
      [170, 110, 90],
      [80, 120, 110],
      [60, 60, 60],
      [120, 110, 70],
    ];
    const palette = [...muted, ...muted.map(([r, g, b]): Colour => [255 - r, 255 - g, 255 - b])];
    const distance = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, c) => sum + (value - (b[c] as number)) ** 2, 0);
    for (const colour of palette) {
      const cmyk = await plain(colour).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
      expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
      const { data } = await imageFolder({
        root: await put(await temporary(), { 'a/x.jpg': cmyk }),
        size: 2,
      });
      const pixel = firstPixel(data.images);
      const nearest = palette.reduce((a, b) => (distance(b, pixel) < distance(a, pixel) ? b : a));
      expect(nearest).toEqual(colour);
    }
  });

  test('another background', async () => {
    const root = await put(await temporary(), { 'a/x.png': await alpha(0).png().toBuffer() });
    const { data } = await imageFolder({ root, size: 1, background: [1, 2, 3] });
    expect([...data.images]).toEqual([1, 2, 3]);
  });

  test.each([
    [1, 'as it is', [2, 4], [RED, BLUE]],
    [2, 'mirrored', [2, 4], [BLUE, RED]],
    [3, 'turned by 180 degrees', [2, 4], [BLUE, RED]],
    [6, 'turned by 90 degrees', [4, 2], [RED, BLUE]],
    [8, 'turned by 270 degrees', [4, 2], [BLUE, RED]],
  ] as const)('EXIF orientation %i: %s', async (orientation, _, size, [first, last]) => {
    const bytes = await halves(RED, BLUE).png().withMetadata({ orientation }).toBuffer();
    const root = await put(await temporary(), { 'a/x.png': bytes });
    const { data } = await imageFolder({ root, size });
    expect(firstPixel(data.images)).toEqual(first);
    expect([...data.images.subarray(-3)]).toEqual(last);
  });
});

test('crop takes the centre, stretch takes all', async () => {
  const line = [RED, GREEN, GREEN, BLUE].flat();
  const bytes = await sharp(Uint8Array.from([...line, ...line]), {
    raw: { width: 4, height: 2, channels: 3 },
  })
    .png()
    .toBuffer();
  const root = await put(await temporary(), { 'a/x.png': bytes });
  expect([...(await imageFolder({ root, size: 2 })).data.images]).toEqual(
    [GREEN, GREEN, GREEN, GREEN].flat(),
  );
  expect([...(await imageFolder({ root, size: [2, 4], resize: 'stretch' })).data.images]).toEqual([
    ...line,
    ...line,
  ]);
});

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
    root = await put(
      join(await import('node:os').then(({ tmpdir }) => tmpdir()), `gradlab-folder-${process.pid}`),
      bytes,
    );
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
