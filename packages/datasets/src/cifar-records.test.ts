import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCifarRecords, readCifarRecordsInPlace } from './cifar-records.ts';
import { CorruptFileError } from './errors.ts';
import { permutation } from './permutation.ts';

const TEN = { labelBytes: 1, labelAt: 0, classes: 10 } as const;
const COARSE = { labelBytes: 2, labelAt: 0, classes: 20 } as const;
const FINE = { labelBytes: 2, labelAt: 1, classes: 100 } as const;

/** Records of random bytes behind valid labels. */
const records = (count: number, labelBytes: 1 | 2, seed: number) => {
  const size = labelBytes + 3072;
  const bytes = Uint8Array.from(permutation(count * size, seed), (value) => (value * 31) % 256);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < labelBytes; k++) bytes[i * size + k] = (seed + 7 * i + k) % 10;
  return bytes;
};

test('red, green and blue planes become pixels: the corners of one image', () => {
  const bytes = new Uint8Array(3073);
  bytes[0] = 6;
  bytes.set([11, 12], 1);
  bytes.set([21, 22], 1 + 1024);
  bytes.set([31, 32], 1 + 2048);
  [bytes[1024], bytes[2048], bytes[3072]] = [97, 98, 99];
  const { images, labels } = readCifarRecordsInPlace(bytes, TEN, 'x');
  expect([...labels]).toEqual([6]);
  expect([...images.subarray(0, 7)]).toEqual([11, 21, 31, 12, 22, 32, 0]);
  expect([...images.subarray(3069)]).toEqual([97, 98, 99]);
  expect(images.reduce((sum, value) => sum + value, 0)).toBe(11 + 12 + 21 + 22 + 31 + 32 + 97 + 98 + 99);
});

test('CIFAR-100 records hold the superclass, then the class', () => {
  const bytes = new Uint8Array(3074);
  bytes.set([4, 51, 200]);
  expect([...readCifarRecordsInPlace(bytes.slice(), COARSE, 'x').labels]).toEqual([4]);
  const { images, labels } = readCifarRecordsInPlace(bytes.slice(), FINE, 'x');
  expect([...labels]).toEqual([51]);
  expect(images[0]).toBe(200);
});

test('every byte keeps its place, in place as well as into other memory, in part of a larger array as well', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(TEN, FINE, COARSE),
      fc.nat(1000),
      (count, layout, seed) => {
        const size = layout.labelBytes + 3072;
        const bytes = records(count, layout.labelBytes, seed);
        const all = new Uint8Array((count + 2) * 3072).fill(77);
        const images = all.subarray(3072, -3072);
        const labels = new Uint8Array(count);
        readCifarRecords(bytes, layout, { images, labels }, 'x');
        for (let i = 0; i < count; i++) {
          expect(labels[i]).toBe(bytes[i * size + layout.labelAt]);
          for (let channel = 0; channel < 3; channel++) {
            const plane = bytes.subarray(i * size + layout.labelBytes + channel * 1024).subarray(0, 1024);
            const seen = Uint8Array.from({ length: 1024 }, (_, p) => images[i * 3072 + p * 3 + channel]!);
            expect(Buffer.compare(plane, seen)).toBe(0);
          }
        }
        expect(all.subarray(0, 3072).every((value) => value === 77)).toBe(true);
        expect(all.subarray(-3072).every((value) => value === 77)).toBe(true);
        const inPlace = readCifarRecordsInPlace(bytes, layout, 'x');
        expect(Buffer.compare(inPlace.images, images)).toBe(0);
        expect(inPlace.labels).toEqual(labels);
      },
    ),
    { numRuns: 20 },
  );
});

test.each([0, 1, 3072, 3074, 2 * 3073 - 1])('%i bytes are no records of 3073', (length) => {
  const bytes = new Uint8Array(length);
  if (length === 0) expect(readCifarRecordsInPlace(bytes, TEN, 'x').labels.length).toBe(0);
  else expect(() => readCifarRecordsInPlace(bytes, TEN, 'here.bin')).toThrow(CorruptFileError);
  const target = { images: new Uint8Array(3072), labels: new Uint8Array(1) };
  expect(() => readCifarRecords(bytes, TEN, target, 'here.bin')).toThrow(
    `here.bin: ${length} bytes, expected 1 records of 3073 bytes`,
  );
});

test('a label without a class is refused, with its place', () => {
  const bytes = records(3, 1, 0);
  bytes[2 * 3073] = 10;
  expect(() => readCifarRecordsInPlace(bytes, TEN, 'here.bin')).toThrow(
    /here\.bin: label 10 in record 2, but there are 10 classes/,
  );
});
