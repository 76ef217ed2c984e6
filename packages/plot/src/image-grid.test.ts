import fc from 'fast-check';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import type { GridImage } from './grid-image.ts';
import { type ImageGridOptions, imageGrid } from './image-grid.ts';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const ramp = (size: number, channels: 1 | 3): GridImage => ({
  pixels: Array.from({ length: size * size * channels }, (_, index) => index / (size * size * channels - 1)),
  shape: [size, size, channels],
});
const images = (svg: string) =>
  parseSvg(svg)
    .filter(({ name }) => name === 'image')
    .map(({ attributes }) => attributes);
const embedded = (href = '') => decode(Buffer.from(href.split(',')[1] ?? '', 'base64'));
const grid = (...drawn: readonly GridImage[]) => imageGrid({ title: 'Digits', images: drawn });

test('floats come back as bytes, losslessly, and are clamped to [0, 1]', () => {
  const pixels = [-1, 0, 0.25, 0.5, 1, 7];
  const [image] = images(grid({ pixels, shape: [2, 3, 1] }).toSvg());
  expect(embedded(image?.href)).toMatchObject({ width: 3, height: 2, channels: 1, depth: 8 });
  expect([...embedded(image?.href).data]).toEqual([0, 0, 64, 128, 255, 255]);
});

test.each([Uint8Array, Uint8ClampedArray])('%o holds bytes', (Bytes) => {
  const pixels = new Bytes(Array.from({ length: 48 }, (_, index) => index * 5));
  const [image] = images(grid({ pixels, shape: [4, 4, 3] }).toSvg());
  expect(embedded(image?.href)).toMatchObject({ width: 4, height: 4, channels: 3 });
  expect([...embedded(image?.href).data]).toEqual([...pixels]);
});

test('any bytes come back', () => {
  const shape = fc.tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom(1, 3),
  );
  const image = shape.chain(([h, w, c]) =>
    fc
      .uint8Array({ minLength: h * w * c, maxLength: h * w * c })
      .map((pixels) => ({ pixels, shape: [h, w, c] as const })),
  );
  fc.assert(
    fc.property(image, (drawn) => {
      const [only] = images(grid(drawn).toSvg());
      expect([...embedded(only?.href).data]).toEqual([...drawn.pixels]);
    }),
  );
});

test('images stand in rows of equal distances, each pixel as wide as the next', () => {
  const svg = imageGrid({
    title: 'Digits',
    images: Array.from({ length: 7 }, () => ramp(28, 1)),
    columns: 3,
  }).toSvg();
  const drawn = images(svg);
  expect(drawn).toHaveLength(7);
  expect(new Set(drawn.map(({ x }) => x)).size).toBe(3);
  expect(new Set(drawn.map(({ y }) => y)).size).toBe(3);
  expect(drawn[0]).toMatchObject({ width: '84', height: '84', style: 'image-rendering:pixelated' });
  const [first, second, third] = drawn.map(({ x }) => Number(x));
  expect((second ?? 0) - (first ?? 0)).toBe((third ?? 0) - (second ?? 0));
});

test('a PNG shows the pixels sharply, at any scale', async () => {
  const checks = { pixels: [0, 1, 1, 0], shape: [2, 2, 1] as const };
  const png = decode(
    await imageGrid({ title: '', images: [checks], cell: 100, theme: 'dark' }).toPng({ scale: 1 }),
  );
  const [image] = images(imageGrid({ title: '', images: [checks], cell: 100, theme: 'dark' }).toSvg());
  const at = (x: number, y: number) =>
    png.data[((Number(image?.y) + y) * png.width + Number(image?.x) + x) * png.channels];
  expect([at(5, 5), at(48, 48), at(51, 48), at(51, 51), at(48, 51)]).toEqual([0, 0, 255, 0, 255]);
});

test('the bar under an image is as long as its value', () => {
  const svg = grid({ ...ramp(28, 1), value: 0.25 }).toSvg();
  const [track, bar] = parseSvg(svg).filter(({ attributes }) => attributes.height === '5');
  expect([track?.attributes.width, bar?.attributes.width]).toEqual(['84', '21']);
});

test('a long caption is shortened in its cell and whole in its tooltip', () => {
  const caption = 'a caption that is much too long to stand under one image of the grid';
  const svg = grid({ ...ramp(28, 1), caption }, ramp(28, 1)).toSvg();
  expect(drawnTexts(svg).slice(1)).toEqual(['a caption that', 'is much too l…']);
  expect(parseSvg(svg).filter(({ name, text }) => name === 'title' && text === caption)).toHaveLength(1);
});

const DELTA = ramp(2, 1);
test.each<[RegExp, Partial<ImageGridOptions>]>([
  [/no image/, { images: [] }],
  [
    /image 1: the shape is \[2, 2, 4\]/,
    { images: [DELTA, { pixels: new Array(16).fill(0), shape: [2, 2, 4] }] },
  ],
  [
    /image 0: the shape \[2, 2, 1\] needs 4 values, but there are 3/,
    { images: [{ ...DELTA, pixels: [0, 0, 0] }] },
  ],
  [/image 0: the shape is \[0, 2, 1\]/, { images: [{ pixels: [], shape: [0, 2, 1] }] }],
  [/index 2 is NaN/, { images: [{ ...DELTA, pixels: [0, 0, Number.NaN, 0] }] }],
  [/pixels are integers/, { images: [{ ...DELTA, pixels: Int32Array.of(0, 255, 0, 0) }] }],
  [/value is 1.5/, { images: [{ ...DELTA, value: 1.5 }] }],
  [/columns is 0/, { columns: 0 }],
  [/cell is 4/, { cell: 4 }],
])('refuses what it cannot draw: %s', (message, options) => {
  const make = () => imageGrid({ title: 'Digits', images: [DELTA], ...options });
  expect(make).toThrow(PlotError);
  expect(make).toThrow(message);
});

test('any caption gives well-formed XML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, caption) => {
      expect(
        parseSvg(imageGrid({ title, images: [{ ...DELTA, caption, tone: 'bad' }] }).toSvg())[0]?.name,
      ).toBe('svg');
    }),
  );
});

test.each(['light', 'dark'] as const)('golden: image-grid-%s.svg', async (theme) => {
  const tones = ['good', 'bad', 'neutral'] as const;
  const drawn = Array.from({ length: 7 }, (_, index) => ({
    ...ramp(8, index % 2 === 0 ? 1 : 3),
    caption: index === 6 ? 'a caption too long for its cell, shortened' : `${index} (${90 + index}.0 %)`,
    tone: tones[index % 3] ?? 'neutral',
    value: index / 7,
  }));
  const figure = imageGrid({ title: 'What the model says', images: drawn, theme });
  await expect(figure.toSvg()).toMatchFileSnapshot(`golden/image-grid-${theme}.svg`);
});

test('rows are as long as each other where that takes no more of them', () => {
  const images = Array.from({ length: 8 }, () => ({ pixels: [0], shape: [1, 1, 1] as const }));
  const columns = (count: number) => {
    const xs = parseSvg(imageGrid({ title: 'g', images: images.slice(0, count), cell: 60 }).toSvg())
      .filter(({ name }) => name === 'image')
      .map(({ attributes }) => attributes.x);
    return new Set(xs).size;
  };
  expect([7, 8, 5, 1].map(columns)).toEqual([7, 4, 5, 1]);
});
