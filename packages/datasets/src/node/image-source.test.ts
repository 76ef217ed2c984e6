import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { imageFolder } from '../folder/image-folder.ts';
import { BLUE, type Colour, GREEN, plain, RED } from '../test-support/pictures.ts';
import { put, temporary } from './testing.ts';

/** Left half and right half of different colours. */
const halves = (left: Colour, right: Colour) => {
  const row = [...left, ...left, ...right, ...right];
  return sharp(Uint8Array.from([...row, ...row]), { raw: { width: 4, height: 2, channels: 3 } });
};

const firstPixel = (image: Uint8Array) => [...image.subarray(0, 3)];

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
