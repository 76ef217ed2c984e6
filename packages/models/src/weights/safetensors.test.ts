import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WeightsFormatError, WeightsOptionError } from './errors.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { float32Of, type StoredTensor, storedFloats } from './stored-tensor.ts';
import { storedTensors } from './test-tensors.ts';

/** A file by hand: the header's text and the bytes behind it. */
function file(header: unknown, values: readonly number[] = [], length?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + values.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  bytes.set(text, 8);
  bytes.set(values, 8 + text.length);
  return bytes;
}

const u8 = (from: number, to: number, shape = [to - from]) => ({
  dtype: 'U8',
  shape,
  data_offsets: [from, to],
});

describe('readSafetensors', () => {
  it('reads the example of the format, wherever its values stand in memory', () => {
    const header = {
      __metadata__: { format: 'pt' },
      test: { dtype: 'I32', shape: [2, 2], data_offsets: [0, 16] },
    };
    const values = [1, 0, 0, 0, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 1, 0];
    for (const spaces of [0, 1, 2, 3]) {
      const bytes = file(JSON.stringify(header) + ' '.repeat(spaces), values);
      const { tensors, metadata } = readSafetensors(bytes);
      expect(metadata).toEqual({ format: 'pt' });
      expect(tensors.get('test')).toEqual({
        dtype: 'I32',
        shape: [2, 2],
        data: Int32Array.of(1, 2, -1, 65_536),
      });
    }
  });

  it('reads halves of floats, scalars, tensors of no value, and names that objects have', () => {
    const header = {
      half: { dtype: 'F16', shape: [2], data_offsets: [0, 4] },
      brain: { dtype: 'BF16', shape: [], data_offsets: [4, 6] },
      none: { dtype: 'F32', shape: [3, 0], data_offsets: [6, 6] },
    };
    const text = JSON.stringify(header).replace('"none"', '"__proto__"');
    const { tensors } = readSafetensors(file(text, [0, 0x3c, 0, 0xc0, 0x80, 0x3f]));
    const values = (name: string) => Array.from(float32Of(tensors.get(name) as StoredTensor));
    expect(values('half')).toEqual([1, -2]);
    expect(values('brain')).toEqual([1]);
    expect(values('__proto__')).toEqual([]);
    expect([...tensors.keys()]).toEqual(['half', 'brain', '__proto__']);
  });

  it.each([
    ['nothing at all', new Uint8Array(0), /0 bytes/],
    ['a length alone', new Uint8Array(8), /does not begin with \{/],
    ['a file that ends in its header', file({ a: u8(0, 1) }, [1]).subarray(0, 20), /header ends at byte/],
    ['a header too large', file('{}', [], 100_000_001), /100000001 bytes, and 100000000 are allowed/],
    ['a length beyond all integers', new Uint8Array(16).fill(0xff), /18446744073709551615/],
    ['a header that is a list', file('[]'), /does not begin with \{/],
    ['a header that is no JSON', file('{"a":'), /no JSON/],
    ['a header that is no UTF-8', file('{"\u00e9"}').map((b) => (b === 0xc3 ? 0xff : b)), /not UTF-8/],
    ['metadata that are no texts', file({ __metadata__: { a: 1 } }), /texts by name/],
    ['a tensor that is a number', file({ a: 1 }), /"a".*object/],
    ['an unknown kind of number', file({ a: { ...u8(0, 1), dtype: 'F8_E4M3' } }, [1]), /"F8_E4M3".*BF16/],
    ['a kind that objects inherit', file({ a: { ...u8(0, 1), dtype: 'toString' } }, [1]), /toString/],
    ['an unknown field', file({ a: { ...u8(0, 1), stride: [1] } }, [1]), /"stride"/],
    ['a shape of fractions', file({ a: u8(0, 1, [0.5, 2]) }, [1]), /no list of counts/],
    ['a shape with a negative side', file({ a: u8(0, 1, [-1, -1]) }, [1]), /no list of counts/],
    ['one offset', file({ a: { ...u8(0, 1), data_offsets: [0] } }, [1]), /not two positions/],
    ['offsets in the wrong order', file({ a: { ...u8(0, 1), data_offsets: [1, 0] } }, [1]), /hold -1 bytes/],
    ['a shape of another size', file({ a: u8(0, 4, [3]) }, [1, 2, 3, 4]), /shape \[3\] of U8 needs 3/],
    ['an overlap', file({ a: u8(0, 2), b: u8(1, 3) }, [1, 2, 3]), /"b" begins at 1 and overlaps.*ends at 2/],
    ['a hole', file({ a: u8(0, 1), b: u8(2, 3) }, [1, 2, 3]), /"b" begins at 2 and leaves a hole/],
    ['a hole at the beginning', file({ a: u8(1, 2) }, [1, 2]), /leaves a hole/],
    ['bytes of no tensor', file({ a: u8(0, 1) }, [1, 2]), /1 bytes of values, but 2.*no tensor/],
    ['missing values', file({ a: u8(0, 3) }, [1, 2]), /3 bytes of values, but 2.*cut off/],
    [
      'a name twice',
      file(`{"a":${JSON.stringify(u8(0, 1))},"a":${JSON.stringify(u8(1, 2))}}`, [1, 2]),
      /hole/,
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'x.safetensors')).toThrow(WeightsFormatError);
    expect(() => readSafetensors(bytes, 'x.safetensors')).toThrow(message);
    expect(() => readSafetensors(bytes, 'x.safetensors')).toThrow(/^x\.safetensors: /);
  });

  it('refuses a file that is cut off anywhere', () => {
    const whole = writeSafetensors(new Map([['a', storedFloats(Float32Array.of(1, 2, 3), [3], 'F32')]]));
    for (let length = 0; length < whole.length; length++) {
      expect(() => readSafetensors(whole.subarray(0, length))).toThrow(WeightsFormatError);
    }
    expect(readSafetensors(whole).tensors.size).toBe(1);
  });
});

describe('writeSafetensors', () => {
  it('gives back what it was given, every bit, with values aligned', () => {
    fc.assert(
      fc.property(storedTensors(), fc.dictionary(fc.string(), fc.string()), (tensors, metadata) => {
        const bytes = writeSafetensors(tensors, metadata);
        const read = readSafetensors(bytes);
        expect(new Map([...read.tensors].sort())).toEqual(new Map([...tensors].sort()));
        expect(read.metadata).toEqual(metadata);
        for (const { data } of read.tensors.values()) expect(data.buffer).toBe(bytes.buffer);
      }),
    );
  });

  it('writes the layout of the format to the byte', () => {
    const tensors = new Map<string, StoredTensor>([
      ['b', { dtype: 'U8', shape: [1], data: Uint8Array.of(7) }],
      ['a', { dtype: 'I16', shape: [2], data: Int16Array.of(1, -1) }],
    ]);
    const text =
      '{"__metadata__":{"format":"pt"},"a":{"dtype":"I16","shape":[2],"data_offsets":[0,4]},' +
      '"b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}';
    const padded = text.padEnd(Math.ceil(text.length / 8) * 8);
    expect(writeSafetensors(tensors, { format: 'pt' })).toEqual(file(padded, [1, 0, 0xff, 0xff, 7]));
  });

  it('refuses tensors that do not hold what they say', () => {
    const write = (name: string, tensor: object) =>
      writeSafetensors(new Map([[name, tensor as StoredTensor]]));
    const good = { dtype: 'F32', shape: [2], data: new Float32Array(2) };
    expect(() => write('__metadata__', good)).toThrow(WeightsOptionError);
    for (const [change, message] of [
      [{ shape: [3] }, /"a": shape \[3\] does not hold 2/],
      [{ shape: [-1, -2] }, /"a": shape/],
      [{ dtype: 'F8' }, /"F8" is none of BOOL/],
      [{ dtype: 'I32' }, /Int32Array/],
    ] as const) {
      expect(() => write('a', { ...good, ...change })).toThrow(WeightsOptionError);
      expect(() => write('a', { ...good, ...change })).toThrow(message);
    }
  });
});
