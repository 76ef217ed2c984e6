import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { WeightsFormatError, WeightsOptionError } from './errors.ts';
import { readNpy, writeNpy } from './npy.ts';
import { readNpz, writeNpz } from './npz.ts';
import { ARRAYS, type StoredDtype, type StoredTensor } from './stored-tensor.ts';
import { storedTensors } from './test-tensors.ts';

const NUMPY = (Object.keys(ARRAYS) as StoredDtype[]).filter((dtype) => dtype !== 'BF16');
const isZipName = (name: string) => /^[\w.]+$/.test(name) && name !== '__proto__';

const npy = (dictionary: string, values: readonly number[], version = 1) => {
  const length = version === 1 ? [dictionary.length, 0] : [dictionary.length, 0, 0, 0];
  const text = [...dictionary].map((letter) => letter.charCodeAt(0));
  return Uint8Array.of(
    0x93,
    ...[...'NUMPY'].map((l) => l.charCodeAt(0)),
    version,
    0,
    ...length,
    ...text,
    ...values,
  );
};
const dictionary = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

describe('readNpy', () => {
  it('reads both byte orders, both orders of axes, and the versions 1 to 3', () => {
    const expected = { dtype: 'I16', shape: [2, 3], data: Int16Array.of(1, 2, 3, 4, 5, 6) };
    const little = [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0];
    const big = [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6];
    const columns = [1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0];
    for (const version of [1, 2, 3]) {
      expect(readNpy(npy(dictionary('<i2', '(2, 3)'), little, version), 'x')).toEqual(expected);
    }
    expect(readNpy(npy(dictionary('>i2', '(2, 3)'), big), 'x')).toEqual(expected);
    expect(readNpy(npy(dictionary('<i2', '(2, 3)', 'True'), columns), 'x')).toEqual(expected);
    const scalar = { dtype: 'F16', shape: [], data: Uint16Array.of(0x3c00) };
    expect(readNpy(npy(dictionary('<f2', '()'), [0, 0x3c]), 'x')).toEqual(scalar);
  });

  it.each([
    ['no numpy array', Uint8Array.of(1, 2, 3), /93 4e 55/],
    ['version 4', npy(dictionary('<f4', '(0,)'), [], 4), /version 4/],
    ['a header that is cut off', npy(dictionary('<f4', '(0,)'), []).subarray(0, 20), /header ends at/],
    ['a length that is cut off', npy('', [], 2).subarray(0, 10), /cut off/],
    ['pickled objects', npy(dictionary('|O', '(1,)'), [1]), /dtype O/],
    [
      'structures',
      npy(dictionary('<i2', '(1,)').replace("'<i2'", "[('a', '<i2')]"), [1, 0]),
      /cannot read the header/,
    ],
    ['text', npy(dictionary('<U3', '(0,)'), []), /dtype U3/],
    ['complex numbers', npy(dictionary('<c8', '(0,)'), []), /dtype c8/],
    ['too few values', npy(dictionary('<f4', '(2,)'), [0, 0, 0, 0]), /4 bytes of values, but shape \(2\)/],
    ['too many values', npy(dictionary('|u1', '(2,)'), [0, 0, 0]), /3 bytes/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy(bytes, 'x.npy')).toThrow(WeightsFormatError);
    expect(() => readNpy(bytes, 'x.npy')).toThrow(message);
  });
});

describe('writeNpy', () => {
  it('writes what numpy writes, to the byte', () => {
    const bytes = writeNpy('a', { dtype: 'F32', shape: [2], data: Float32Array.of(1, -2) });
    const text = `${dictionary('<f4', '(2,)')}`.padEnd(117);
    expect(bytes).toEqual(npy(`${text}\n`, [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]));
    expect(bytes.length).toBe(128 + 8);
  });

  it('refuses bfloat16, which numpy does not have', () => {
    const tensor: StoredTensor = { dtype: 'BF16', shape: [1], data: Uint16Array.of(1) };
    expect(() => writeNpz(new Map([['a', tensor]]))).toThrow(WeightsOptionError);
    expect(() => writeNpz(new Map([['a', tensor]]))).toThrow(/"a": numpy has no BF16/);
  });
});

describe('npz', () => {
  it('gives back what it was given, every bit', () => {
    fc.assert(
      fc.property(storedTensors(NUMPY), (any) => {
        const tensors = new Map([...any].filter(([name]) => isZipName(name)));
        expect(new Map([...readNpz(writeNpz(tensors))].sort())).toEqual(new Map([...tensors].sort()));
      }),
    );
  });

  it('reads compressed archives, and leaves other members out', () => {
    const array = npy(dictionary('|u1', '(3,)'), [1, 2, 3]);
    const bytes = zipSync({ 'a/b.npy': array, 'readme.txt': array }, { level: 9 });
    const u8 = { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) };
    expect(readNpz(bytes)).toEqual(new Map([['a/b', u8]]));
  });

  it('gives the same bytes every time', () => {
    const tensors = new Map<string, StoredTensor>([
      ['a', { dtype: 'I8', shape: [1], data: Int8Array.of(1) }],
    ]);
    expect(writeNpz(tensors)).toEqual(writeNpz(tensors));
    expect(() => readNpz(writeNpz(tensors).subarray(0, 60), 'w.npz')).toThrow(/^w\.npz: no complete zip/);
    expect(() => readNpz(new Uint8Array(5))).toThrow(WeightsFormatError);
  });
});
