import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { CorruptFileError } from '../errors.ts';
import { npzIntegers, npzMember, npzStrings } from './npz-member.ts';
import { readNpz } from './read-npz.ts';
import { npyFile, npzFile } from './testing.ts';
import { crc32 } from './zip-checksums.ts';

/**
 * Written by numpy 2.4: savez_compressed(bytes=arange(6, 'u1') as (2, 3), longs=['<i8' -1, 2**40], big=['>i2' 1, -2, 3],
 * fortran=asfortranarray([[1.5, 2, 3], [4, 5, 6.25]], 'f4'), doubles=array(0.1), flags=[True, False], words=['a', 'żółw', '😀'] as U4)
 */
const BY_NUMPY = [
  'UEsDBC0AAAAIAAAAIQB+ntfP//////////8JABQAYnl0ZXMubnB5AQAQAIYAAAAAAAAATAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZf',
  'VFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOgrGmjoKtQpkAy4GRiZmFlYAUEsDBC0AAAAIAAAAIQDtjf2T//////////8JABQAbG9uZ3MubnB5AQAQAJAA',
  'AAAAAAAATAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUKFACu/1DAAAKMDAwA',
  'UEsDBC0AAAAIAAAAIQD3RpCp//////////8HABQAYmlnLm5weQEAEACGAAAAAAAAAEoAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpdppK6joJ6WX1RS',
  'lJgXn1+UkgoSd0vMKU4FihdnJBakAvkaxjqaOgq1ChQALgbG//8YmAFQSwMELQAAAAgAAAAhAH3OSiH//////////wsAFABmb3J0cmFuLm5weQEAEACYAAAA',
  'AAAAAFkAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoq6joJ6WX1RSlJgXn1+UkgoSDykqTQUKF2ckFqQCuRpGOgrGmjoKtQrkAy4GhgP2DAwNDgwM',
  'DEC8AIgdgPiEAwBQSwMELQAAAAgAAAAhAAC8DhL//////////wsAFABkb3VibGVzLm5weQEAEACIAAAAAAAAAEgAAAAAAAAAm+wX6hsQychQxlCtnpJanFyk',
  'bqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkamjoKtQoUAa5ZM0Fgpz0AUEsDBC0AAAAIAAAAIQDuGbtd//////////8JABQAZmxhZ3Mu',
  'bnB5AQAQAIIAAAAAAAAARgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBek2SorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUKFAAu',
  'RgYAUEsDBC0AAAAIAAAAIQD8TheS//////////8JABQAd29yZHMubnB5AQAQALAAAAAAAAAAWAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuE2qirqOg',
  'npZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6CrUKFACuRAZUUMPIwPAZSDsB6XKQwDdGFHkAUEsBAi0DLQAAAAgAAAAhAH6e189MAAAAhgAAAAkA',
  'AAAAAAAAAAAAAIABAAAAAGJ5dGVzLm5weVBLAQItAy0AAAAIAAAAIQDtjf2TTAAAAJAAAAAJAAAAAAAAAAAAAACAAYcAAABsb25ncy5ucHlQSwECLQMtAAAA',
  'CAAAACEA90aQqUoAAACGAAAABwAAAAAAAAAAAAAAgAEOAQAAYmlnLm5weVBLAQItAy0AAAAIAAAAIQB9zkohWQAAAJgAAAALAAAAAAAAAAAAAACAAZEBAABm',
  'b3J0cmFuLm5weVBLAQItAy0AAAAIAAAAIQAAvA4SSAAAAIgAAAALAAAAAAAAAAAAAACAAScCAABkb3VibGVzLm5weVBLAQItAy0AAAAIAAAAIQDuGbtdRgAA',
  'AIIAAAAJAAAAAAAAAAAAAACAAawCAABmbGFncy5ucHlQSwECLQMtAAAACAAAACEA/E4XklgAAACwAAAACQAAAAAAAAAAAAAAgAEtAwAAd29yZHMubnB5UEsF',
  'BgAAAAAHAAcAgwEAAMADAAAAAA==',
].join('');
const numpy = () => Uint8Array.from(atob(BY_NUMPY), (letter) => letter.charCodeAt(0));

describe('readNpz', () => {
  it('reads what numpy wrote: dtypes, byte orders, C and Fortran order, a number without axes', () => {
    const arrays = readNpz(numpy(), 'numpy.npz');
    expect(Object.fromEntries(arrays)).toEqual({
      bytes: { dtype: 'u1', shape: [2, 3], data: Uint8Array.of(0, 1, 2, 3, 4, 5) },
      longs: { dtype: 'i8', shape: [2], data: BigInt64Array.of(-1n, 2n ** 40n) },
      big: { dtype: 'i2', shape: [3], data: Int16Array.of(1, -2, 3) },
      fortran: { dtype: 'f4', shape: [2, 3], data: Float32Array.of(1.5, 2, 3, 4, 5, 6.25) },
      doubles: { dtype: 'f8', shape: [], data: Float64Array.of(0.1) },
      flags: { dtype: 'b1', shape: [2], data: Uint8Array.of(1, 0) },
      words: { dtype: 'U4', shape: [3], data: ['a', 'żółw', '😀'] },
    });
  });

  it('finds every flipped bit of a stored archive, and every shortening', () => {
    const whole = npzFile({ x: npyFile('<i4', [3], Int32Array.of(1, 2, 3)) });
    const values = whole.length - 22 - 51 - 12;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 95 }), (bit) => {
        const bad = whole.slice();
        bad[values + (bit >> 3)] = (bad[values + (bit >> 3)] as number) ^ (1 << (bit & 7));
        expect(() => readNpz(bad, 'bad.npz')).toThrow(/bad\.npz: x\.npy: damaged/);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(() => readNpz(whole.subarray(0, length), 'short.npz')).toThrow(CorruptFileError);
      }),
    );
  });

  it('undoes Fortran order of any shape', () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shapes, (shape) => {
        const size = shape.reduce((a, b) => a * b, 1);
        // The value at index (i, j, k, ...) is the number with these digits, which says where it belongs.
        const c: number[] = [];
        const fortran: number[] = [];
        const digits = (n: number, sides: readonly number[]) => {
          const index: number[] = [];
          for (const side of sides) {
            index.push(n % side);
            n = Math.floor(n / side);
          }
          return index;
        };
        for (let n = 0; n < size; n++) {
          fortran.push(Number(digits(n, shape).join('')));
          c.push(Number(digits(n, shape.toReversed()).toReversed().join('')));
        }
        const file = npyFile('<i4', shape, Int32Array.from(fortran), true);
        expect(readNpz(npzFile({ x: file }), 'f.npz').get('x')?.data).toEqual(Int32Array.from(c));
      }),
    );
  });

  it.each([
    ['text', new TextEncoder().encode('a text'), /a\.npz: not a zip archive/],
    ['nothing', new Uint8Array(), /not a zip archive/],
    [
      'a member that is no array',
      npzFile({ x: new TextEncoder().encode('a longer text') }),
      /x\.npy: no numpy array/,
    ],
    ['a pickle', npzFile({ x: npyFile('|O', [1], Uint8Array.of(1)) }), /dtype O are not supported/],
    [
      'a complex number',
      npzFile({ x: npyFile('<c16', [1], new Float64Array(2)) }),
      /dtype c16 are not supported/,
    ],
    [
      'a short array',
      npzFile({ x: npyFile('<i4', [4], Int32Array.of(1, 2, 3)) }),
      /12 bytes of values, but shape \(4\) of i4 needs 16/,
    ],
    ['a long array', npzFile({ x: npyFile('<i4', [2], Int32Array.of(1, 2, 3)) }), /12 bytes of values/],
    ['no code point', npzFile({ x: npyFile('<U1', [1], Uint32Array.of(0x110000)) }), /no Unicode code point/],
    ['another version', npzFile({ x: npyFile('<i4', [1], Int32Array.of(1)).fill(9, 6, 7) }), /version 9/],
    ['a structured array', npzFile({ x: npyFile("'x", [1], Int32Array.of(1)) }), /cannot read the header/],
  ])('refuses %s', (_, bytes, message) => {
    const attempt = () => readNpz(bytes, 'a.npz');
    expect(attempt).toThrow(CorruptFileError);
    expect(attempt).toThrow(message);
  });

  it('leaves members of another kind alone', () => {
    const archive = zipSync({
      'readme.txt': Uint8Array.of(1),
      'x.npy': npyFile('|u1', [1], Uint8Array.of(7)),
    });
    expect([...readNpz(archive, 'a.npz').keys()]).toEqual(['x']);
  });
});

describe('members', () => {
  const arrays = readNpz(numpy(), 'numpy.npz');

  it('gives integers of any width as int32, and strings', () => {
    expect(npzIntegers(npzMember(arrays, 'big', 1, 'n'), 'n')).toEqual(Int32Array.of(1, -2, 3));
    expect(npzStrings(npzMember(arrays, 'words', 1, 'n'), 'n')).toEqual(['a', 'żółw', '😀']);
  });

  it('names what is missing, of another kind, of another shape or too large', () => {
    expect(() => npzMember(arrays, 'y', 1, 'n.npz')).toThrow(
      /n\.npz: there is no array y; it holds bytes, longs/,
    );
    expect(() => npzMember(arrays, 'bytes', 1, 'n.npz')).toThrow(
      /bytes has shape \(2, 3\), which should have 1 axis/,
    );
    expect(() => npzIntegers(npzMember(arrays, 'fortran', 2, 'n'), 'n')).toThrow(/dtype f4/);
    expect(() => npzIntegers(npzMember(arrays, 'longs', 1, 'n'), 'n')).toThrow(/1099511627776 at index 1/);
    expect(() => npzStrings(npzMember(arrays, 'big', 1, 'n'), 'n')).toThrow(/dtype i2/);
  });
});

it('crc32 has the published check value', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
