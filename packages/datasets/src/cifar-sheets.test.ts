import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { readCifarRecordsInPlace } from './cifar-records.ts';
import { cifarRecordsFromSheet } from './cifar-sheets.ts';
import { CorruptFileError } from './errors.ts';
import { permutation } from './permutation.ts';

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
/** Three images, one in each row of a sheet. */
const PIXELS = Uint8Array.from(permutation(3 * 3072, 5), (value) => (value * 37) % 256);
const PNG = encode({ width: 1024, height: 3, channels: 3, depth: 8, data: PIXELS });
const LABELS = [9, 9, 0, 7, 2, 9];
const OPTIONS = { count: 3, first: 2, where: 'sheet.png' };

test('a sheet and its labels become records, and these the pixels of the sheet', async () => {
  const bytes = await cifarRecordsFromSheet([PNG, text(LABELS)], OPTIONS);
  expect(bytes.length).toBe(3 * 3073);
  const { images, labels } = readCifarRecordsInPlace(bytes, { labelBytes: 1, labelAt: 0, classes: 10 }, 'x');
  expect([...labels]).toEqual([0, 7, 2]);
  expect(Buffer.compare(images, PIXELS)).toBe(0);
});

test.each<[string, Uint8Array, RegExp]>([
  ['too few', text([1, 2, 3, 4]), /not 3 integers from 0 to 9/],
  ['of another range', text([9, 9, 0, 10, 2]), /not 3 integers/],
  ['no integers', text([9, 9, 0, 1.5, 2]), /not 3 integers/],
  ['strings', text([9, 9, '0', '1', '2']), /not 3 integers/],
  ['no list', text({ length: 6 }), /not 3 integers/],
  ['cut short', text(LABELS).subarray(0, 5), /no JSON/],
  ['not UTF-8', Uint8Array.of(0x5b, 0xff, 0x5d), /no JSON/],
])('labels that are %s: CorruptFileError', async (_, labels, words) => {
  const failed = cifarRecordsFromSheet([PNG, labels], OPTIONS);
  await expect(failed).rejects.toThrow(CorruptFileError);
  await expect(failed).rejects.toThrow(words);
});

const flipped = (bytes: Uint8Array, at: number) =>
  Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte));
test.each<[string, Uint8Array, RegExp]>([
  [
    'has other rows',
    encode({ width: 1024, height: 2, channels: 3, data: PIXELS.subarray(0, 6144) }),
    /1024x2/,
  ],
  ['has alpha', encode({ width: 1024, height: 3, channels: 4, data: new Uint8Array(12288) }), /4 channels/],
  [
    'has 16 bits',
    encode({ width: 1024, height: 3, channels: 3, depth: 16, data: new Uint16Array(9216) }),
    /channels of 16 bits/,
  ],
  ['is cut short', PNG.subarray(0, PNG.length / 2), /not a readable PNG/],
  ['has a flipped bit', flipped(PNG, 4000), /not a readable PNG/],
  ['is no PNG', text('hello'), /not a readable PNG/],
  ['is empty', new Uint8Array(0), /not a readable PNG/],
])('a sheet that %s: CorruptFileError', async (_, png, words) => {
  const failed = cifarRecordsFromSheet([png, text(LABELS)], OPTIONS);
  await expect(failed).rejects.toThrow(CorruptFileError);
  await expect(failed).rejects.toThrow(words);
});
