import { expect, it } from 'vitest';
import { type ImageBatch, validBatch, validSeed } from './batch.ts';
import { InvalidBatchError, InvalidOptionError } from './errors.ts';

const GOOD: ImageBatch = {
  images: new Float32Array(2 * 3 * 4 * 1),
  shape: [2, 3, 4, 1],
  labels: Int32Array.of(0, 1),
  classes: 2,
};

it('takes batches with class indices or probabilities, and empty ones', () => {
  expect(validBatch(GOOD, 'flip')).toBe(GOOD);
  validBatch({ ...GOOD, labels: new Float32Array(4) }, 'flip');
  validBatch(
    { ...GOOD, images: new Float32Array(0), shape: [0, 3, 4, 1], labels: new Int32Array(0) },
    'flip',
  );
});

it('names what is wrong, and who found it', () => {
  const bad: readonly Partial<Record<keyof ImageBatch, unknown>>[] = [
    { images: new Float32Array(23) },
    { shape: [2, 3, 4] },
    { shape: [2, 3, 4, 1, 1] },
    { shape: [2.5, 3, 4, 1] },
    { images: new Float32Array(0), shape: [2, 0, 4, 1] },
    { labels: new Int32Array(3) },
    { labels: new Float32Array(3) },
    { classes: 0 },
    { classes: Number.NaN },
  ];
  for (const part of bad) {
    expect(() => validBatch({ ...GOOD, ...part } as ImageBatch, 'someFlip')).toThrow(InvalidBatchError);
    expect(() => validBatch({ ...GOOD, ...part } as ImageBatch, 'someFlip')).toThrow('someFlip');
  }
});

it('takes 32-bit seeds', () => {
  expect([0, 7, 0xffffffff].map(validSeed)).toEqual([0, 7, 0xffffffff]);
  for (const seed of [-1, 0.5, 2 ** 32, Number.NaN])
    expect(() => validSeed(seed)).toThrow(InvalidOptionError);
});
