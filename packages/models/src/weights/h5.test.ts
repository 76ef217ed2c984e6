import * as h5wasm from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { WeightsFormatError, WeightsPeerError } from './errors.ts';
import { readH5 } from './h5.ts';

type Group = Pick<h5wasm.Group, 'create_group' | 'create_dataset'>;

/** The bytes of a file that h5wasm, which is HDF5 itself, writes. */
async function file(fill: (root: Group) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const root = new h5wasm.File('test.h5', 'w');
  fill(root);
  root.close();
  return FS.readFile('test.h5') as Uint8Array;
}

function put(
  root: Group,
  path: string,
  data: readonly number[],
  shape: readonly number[],
  dtype = '<f',
): void {
  const names = path.split('/');
  let group: Group = root;
  for (const name of names.slice(0, -1))
    group = ((group as h5wasm.Group).get(name) ?? group.create_group(name)) as Group;
  group.create_dataset({ name: names.at(-1) as string, data: [...data], shape: [...shape], dtype });
}

describe('readH5', () => {
  const kernel = { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -2, 3, 0.5) };
  const bias = { dtype: 'F32', shape: [2], data: Float32Array.of(7, 8) };

  it.each([
    ['weights of Keras 2', 'dense/dense/kernel:0', 'dense/dense/bias:0', 'dense/kernel', 'dense/bias'],
    [
      'a model of Keras 2',
      'model_weights/dense/dense_1/kernel:0',
      'model_weights/dense/dense_1/bias:0',
      'dense/kernel',
      'dense/bias',
    ],
    ['weights of Keras 3', 'layers/dense/vars/0', 'layers/dense/vars/1', 'dense/0', 'dense/1'],
    ['a cell of Keras 3', 'layers/gru/cell/vars/0', 'layers/gru/cell/vars/1', 'gru/cell/0', 'gru/cell/1'],
  ])('reads %s', async (_, first, second, firstName, secondName) => {
    const bytes = await file((root) => {
      put(root, first, [...kernel.data], kernel.shape);
      put(root, second, [...bias.data], bias.shape);
      put(root, 'optimizer_weights/iteration:0', [3], [1], '<i');
    });
    const expected = [
      [firstName, kernel],
      [secondName, bias],
    ] as const;
    const read = await readH5(bytes);
    expect(new Map([...read].sort())).toEqual(new Map<string, unknown>([...expected].sort()));
    // It has no types.
    const jsfive: unknown = await import('jsfive' as string);
    expect(await readH5(bytes, { jsfive })).toEqual(read);
  });

  it('keeps the kind of number', async () => {
    const bytes = await file((root) => {
      put(root, 'a/a/double', [0.1], [1], '<d');
      put(root, 'a/a/int', [-5], [1], '<i');
      put(root, 'a/a/long', [9], [1], '<q');
    });
    const tensors = await readH5(bytes);
    expect(tensors.get('a/double')).toEqual({ dtype: 'F64', shape: [1], data: Float64Array.of(0.1) });
    expect(tensors.get('a/int')).toEqual({ dtype: 'I32', shape: [1], data: Int32Array.of(-5) });
    expect(tensors.get('a/long')).toEqual({ dtype: 'I64', shape: [1], data: BigInt64Array.of(9n) });
  });

  it('refuses what is no HDF5 file, is cut off, or holds other values, by name', async () => {
    const bytes = await file((root) => put(root, 'a/a/kernel:0', [...new Array(64).keys()], [8, 8]));
    const refused = async (wrong: Uint8Array, message: RegExp) => {
      await expect(readH5(wrong, { where: 'x.h5' })).rejects.toThrow(WeightsFormatError);
      await expect(readH5(wrong, { where: 'x.h5' })).rejects.toThrow(message);
    };
    await refused(Uint8Array.of(1, 2, 3), /^x\.h5: no complete HDF5/);
    await refused(bytes.subarray(0, 200), /^x\.h5: no complete HDF5/);
    const unsigned = await file((root) => put(root, 'a/a/kernel:0', [1], [1], '<H'));
    await refused(unsigned, /a\/a\/kernel:0 holds values of type "<u2"/);
  });

  it('tells which package is missing', async () => {
    await expect(readH5(new Uint8Array(8), { jsfive: {} })).rejects.toThrow(WeightsPeerError);
  });
});
