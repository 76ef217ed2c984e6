import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeUnitValues } from './unit-values.ts';

test('all 256 bytes: byte / 255, rounded once', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const values = new Float32Array(256);
  writeUnitValues(values, 0, bytes, 0, 256);
  expect(values).toEqual(Float32Array.from(bytes, (byte) => Math.fround(byte / 255)));
});

test('any number of bytes from anywhere to anywhere, and nothing beside them', () => {
  const offset = fc.nat(9);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), offset, offset, offset, (bytes, to, before, after) => {
      const values = new Float32Array(to + bytes.length + after).fill(-1);
      writeUnitValues(
        values,
        to,
        Uint8Array.of(...Array(before).fill(9), ...bytes, 9, 9),
        before,
        bytes.length,
      );
      expect([...values]).toEqual([
        ...Array(to).fill(-1),
        ...Array.from(bytes, (byte) => Math.fround(byte / 255)),
        ...Array(after).fill(-1),
      ]);
    }),
  );
});
