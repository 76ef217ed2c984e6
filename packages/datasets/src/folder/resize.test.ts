import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pixels } from './pixels.ts';
import { placement } from './placement.ts';
import { resizeInto } from './resize.ts';

function picture(
  width: number,
  height: number,
  value: (x: number, y: number, c: number) => number,
  channels: 3 | 4 = 3,
) {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) data[at++] = value(x, y, c) % 256;
  return { data, width, height, channels };
}

function resized(pixels: Pixels, size: readonly [number, number], mode: 'crop' | 'stretch' = 'stretch') {
  const to = new Uint8Array(size[0] * size[1] * 3);
  resizeInto(pixels, placement([pixels.height, pixels.width], size, mode), to);
  return to;
}

const wavy = (x: number, y: number, c: number) => 37 * x * x + 91 * y * y + 53 * c + x * y;

describe('resize', () => {
  // By Pillow 12.3: Image.frombytes('RGB', (w, h), ...).resize((w, h), Image.BILINEAR), for the same values.
  test('equals Pillow, smaller and larger', () => {
    expect([...resized(picture(7, 5, wavy), [2, 3])]).toEqual([
      100, 128, 181, 147, 165, 108, 147, 150, 113, 126, 119, 143, 118, 131, 139, 147, 121, 138,
    ]);
    expect([...resized(picture(2, 2, wavy), [3, 4])]).toEqual([
      0, 53, 106, 9, 62, 115, 28, 81, 134, 37, 90, 143, 46, 99, 152, 55, 108, 161, 74, 127, 180, 83, 136, 189,
      91, 144, 197, 101, 154, 207, 120, 173, 226, 129, 182, 235,
    ]);
  });

  // The same with torchvision's sizes: the shorter side to s, the other to int(s * long / short), then round((side - s) / 2) cut off.
  test.each([
    [640, 427, 224, '7b3653703b27d078f0663f84b8109c81ad148a9d6ea6083e4572e70f4c1e06a8'],
    [301, 500, 224, 'bfa9783826eb4b2d9cea8d419a839b5ce67aba1172c868f1bc84555380d41edc'],
    [61, 40, 96, '372ca65bed6bb38a5962e9ad2e2860dc6248d12b3f61cdafadb187ae8bd34f1d'],
  ])('equals Pillow bit for bit: the centre of %ix%i at %i', (width, height, side, sha256) => {
    const bytes = resized(picture(width, height, wavy), [side, side], 'crop');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  });

  test('keeps a picture that has the size, one colour, and what a fourth channel does not touch', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, side, side, fc.nat(255), (width, height, h, w, grey) => {
        const pixels = picture(width, height, wavy);
        expect(resized(pixels, [height, width])).toEqual(pixels.data);
        expect(resized(pixels, [height, width], 'crop')).toEqual(pixels.data);
        for (const mode of ['crop', 'stretch'] as const) {
          expect(
            new Set(
              resized(
                picture(width, height, () => grey),
                [h, w],
                mode,
              ),
            ),
          ).toEqual(new Set([grey]));
          const four = picture(width, height, (x, y, c) => (c === 3 ? 7 : wavy(x, y, c)), 4);
          expect(resized(four, [h, w], mode)).toEqual(resized(pixels, [h, w], mode));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('halves a line by the tent 1/8, 3/8, 3/8, 1/8, and cuts it off at the edge', () => {
    const line = picture(8, 1, (x) => [0, 0, 80, 160, 240, 0, 0, 0][x] as number);
    const red = resized(line, [1, 4]).filter((_, i) => i % 3 === 0);
    // Edges: weights 3/7, 3/7, 1/7 of what is there.
    expect([...red]).toEqual([Math.round(80 / 7), (80 * 3 + 160 * 3 + 240) / 8, (160 + 240 * 3) / 8, 0]);
  });
});

describe('placement', () => {
  test('crop covers the size and takes the centre', () => {
    expect(placement([375, 500], [224, 224], 'crop')).toEqual({
      vertical: { scaled: 224, from: 0, count: 224 },
      horizontal: { scaled: 298, from: 37, count: 224 },
    });
    // Halves to the even number, as Python rounds: (299 - 224) / 2 = 37.5, (301 - 224) / 2 = 38.5.
    expect(placement([299, 224], [224, 224], 'crop').vertical.from).toBe(38);
    expect(placement([301, 224], [224, 224], 'crop').vertical.from).toBe(38);
    expect(placement([100, 400], [50, 300], 'crop')).toEqual({
      vertical: { scaled: 75, from: 12, count: 50 },
      horizontal: { scaled: 300, from: 0, count: 300 },
    });
  });

  test('the part taken always lies inside', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(side, side, side, side, (height, width, h, w) => {
        const { vertical, horizontal } = placement([height, width], [h, w], 'crop');
        expect([vertical.count, horizontal.count]).toEqual([h, w]);
        for (const { scaled, from, count } of [vertical, horizontal]) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(from + count).toBeLessThanOrEqual(scaled);
        }
      }),
    );
  });
});
