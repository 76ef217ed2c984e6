import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CorruptFileError } from './errors.ts';
import { readIdxImages, readIdxLabels } from './idx.ts';

function idx(magic: number, shape: readonly number[], body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + body.length);
  const view = new DataView(bytes.buffer);
  [magic, ...shape].forEach((value, i) => {
    view.setUint32(4 * i, value);
  });
  bytes.set(body, 4 + 4 * shape.length);
  return bytes;
}

const side = fc.integer({ min: 1, max: 6 });
const images = fc.tuple(side, side, side).chain(([count, rows, cols]) => {
  const size = count * rows * cols;
  return fc.record({
    count: fc.constant(count),
    rows: fc.constant(rows),
    cols: fc.constant(cols),
    pixels: fc.uint8Array({ minLength: size, maxLength: size }),
  });
});

test('what is written as idx is read back', () => {
  fc.assert(
    fc.property(images, (written) => {
      const { count, rows, cols, pixels } = written;
      expect(readIdxImages(idx(2051, [count, rows, cols], pixels), 'x')).toEqual(written);
      expect(readIdxLabels(idx(2049, [pixels.length], pixels), 'x')).toEqual(pixels);
    }),
  );
});

test('the first image bytes of MNIST: 00 00 08 03, 60000, 28, 28', () => {
  const header = [0, 0, 8, 3, 0, 0, 0xea, 0x60, 0, 0, 0, 28, 0, 0, 0, 28];
  const bytes = new Uint8Array(16 + 60_000 * 784);
  bytes.set(header);
  expect(readIdxImages(bytes, 'x')).toMatchObject({ count: 60_000, rows: 28, cols: 28 });
});

test('a view inside a larger buffer is read from its own start', () => {
  const whole = new Uint8Array(100).fill(255);
  whole.set(idx(2049, [2], Uint8Array.of(7, 8)), 13);
  expect([...readIdxLabels(whole.subarray(13, 23), 'x')]).toEqual([7, 8]);
});

test('any other length is refused', () => {
  fc.assert(
    fc.property(images, fc.nat(), ({ count, rows, cols, pixels }, cut) => {
      const bytes = idx(2051, [count, rows, cols], pixels);
      expect(() => readIdxImages(bytes.subarray(0, cut % bytes.length), 'x')).toThrow(CorruptFileError);
      expect(() => readIdxImages(Uint8Array.of(...bytes, 0), 'x')).toThrow(CorruptFileError);
    }),
  );
});

test('any changed header byte is refused', () => {
  fc.assert(
    fc.property(
      images,
      fc.nat(15),
      fc.integer({ min: 1, max: 255 }),
      ({ count, rows, cols, pixels }, at, flip) => {
        const bytes = idx(2051, [count, rows, cols], pixels);
        bytes[at]! ^= flip;
        expect(() => readIdxImages(bytes, 'x')).toThrow(CorruptFileError);
      },
    ),
  );
});

test('labels are no images, and the error names the file', () => {
  const labels = idx(2049, [20], new Uint8Array(20));
  expect(() => readIdxImages(labels, 'here.gz')).toThrow(/here\.gz: magic number 2049, expected 2051/);
});
