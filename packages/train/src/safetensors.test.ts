import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from './errors.ts';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors.ts';

const array = fc.record({
  name: fc
    .string({ minLength: 1, maxLength: 12 })
    .filter((name) => name !== '__metadata__' && name !== '__proto__'),
  values: fc.oneof(fc.float32Array({ maxLength: 20 }), fc.int32Array({ maxLength: 20 })),
});
const arrays = fc
  .uniqueArray(array, { selector: ({ name }) => name, maxLength: 6 })
  .map((list): NamedArray[] => list.map((entry) => ({ ...entry, shape: [entry.values.length] })));

const byName = (list: readonly NamedArray[]) => new Map(list.map((entry) => [entry.name, entry]));

describe('safetensors', () => {
  it('comes back bit by bit', () => {
    fc.assert(
      fc.property(arrays, fc.string(), (list, note) => {
        // At an odd address, as a part of a larger Buffer may be.
        const file = Buffer.concat([Buffer.alloc(1), encodeSafetensors(list, { note })]).subarray(1);
        const decoded = decodeSafetensors(file);
        expect(decoded.metadata).toEqual({ note });
        expect(byName(decoded.arrays)).toEqual(byName(list));
      }),
    );
  });

  it('has the published layout', () => {
    const file = encodeSafetensors([{ name: 'w', shape: [1], values: new Float32Array([1]) }], {});
    const header = '{"__metadata__":{},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(new TextDecoder().decode(file.subarray(8, 8 + length)).trimEnd()).toBe(header);
    expect([...file.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('is refused when cut off anywhere', () => {
    const file = encodeSafetensors([{ name: 'w', shape: [2], values: new Float32Array([1, 2]) }], { a: 'b' });
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeSafetensors(file.subarray(0, length))).toThrow(CheckpointError);
    }
  });

  it('is refused when it is something else', () => {
    expect(() => decodeSafetensors(new TextEncoder().encode('<!doctype html><html></html>'))).toThrow(
      CheckpointError,
    );
  });
});
