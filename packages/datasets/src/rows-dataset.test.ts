import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { InvalidArgumentError, InvalidDataError } from './errors.ts';
import { rowsDataset } from './rows-dataset.ts';
import { itIsADataset } from './test-support/it-is-a-dataset.ts';
import type { RowsOptions } from './valid-rows.ts';

/** Words of three characters with a label. */
const words = (count = 20) =>
  rowsDataset({
    name: 'words',
    classes: ['a', 'b'],
    inputs: { data: Int32Array.from({ length: 3 * count }, (_, k) => k - 1), shape: [3] },
    targets: { data: Int32Array.from({ length: count }, (_, i) => i % 2), shape: [] },
  });
const pairs = () =>
  rowsDataset({
    name: 'pairs',
    inputs: { data: Int32Array.from({ length: 33 }, (_, k) => k), shape: [3] },
    targets: { data: Int32Array.from({ length: 22 }, (_, k) => -k), shape: [2] },
  });
const grids = () =>
  rowsDataset({
    name: 'grids',
    inputs: { data: Float32Array.from({ length: 7 * 6 }, (_, k) => k / 7), shape: [2, 3] },
    targets: { data: Uint8Array.from({ length: 7 }, (_, i) => 250 + (i % 6)), shape: [] },
  });

itIsADataset('words with labels', words);
itIsADataset('pairs of sequences', pairs);
itIsADataset('grids of floats', grids);

test('a batch has the stored kind and shape: int32 for integers and bytes, float32 for floats', () => {
  const [word] = words().batches({ batchSize: 2 });
  expect([word!.xs.shape, word!.xs.dtype, word!.ys.shape, word!.ys.dtype]).toEqual([
    [2, 3],
    'int32',
    [2],
    'int32',
  ]);
  expect([...word!.xs.dataSync()]).toEqual([-1, 0, 1, 2, 3, 4]);
  const [grid] = grids().batches({ batchSize: 7 });
  expect([grid!.xs.shape, grid!.xs.dtype, grid!.ys.shape, grid!.ys.dtype]).toEqual([
    [7, 2, 3],
    'float32',
    [7],
    'int32',
  ]);
  expect(grid!.ys.dataSync()).toEqual(Int32Array.of(250, 251, 252, 253, 254, 255, 250));
  const [pair] = pairs().batches({ batchSize: 11 });
  expect([pair!.xs.shape, pair!.ys.shape]).toEqual([
    [11, 3],
    [11, 2],
  ]);
  tf.dispose([word!, grid!, pair!].flatMap(({ xs, ys }) => [xs, ys]));
});

test('a batch is a copy: changing the stored numbers afterwards does not change it', () => {
  const data = words();
  const [batch] = data.batches({ batchSize: 4 });
  data.inputs.fill(99);
  expect([...batch!.xs.dataSync().slice(0, 3)]).toEqual([-1, 0, 1]);
  tf.dispose([batch!.xs, batch!.ys]);
});

test('get and take are views of the arrays that were handed over', () => {
  const data = words();
  expect(data.get(5).input.buffer).toBe(data.inputs.buffer);
  expect(data.take(2).inputs.buffer).toBe(data.inputs.buffer);
  expect(data.subset([0, 1]).inputs.buffer).not.toBe(data.inputs.buffer);
});

test('map may name new shapes and classes', () => {
  const sums = words(4).map(
    ({ input, target }) => ({ input: Int32Array.of(input[0]! + input[1]! + input[2]!), target }),
    { name: 'sums', shape: [], classes: ['even', 'odd'] },
  );
  expect(sums).toMatchObject({ name: 'sums', shape: [], classes: ['even', 'odd'], targetShape: [] });
  expect([...sums.inputs]).toEqual([0, 9, 18, 27]);
  const twice = pairs().map(({ input, target }) => ({ input, target: Int32Array.of(...target, 0) }), {
    targetShape: [3],
  });
  expect([...twice.get(1).target]).toEqual([-2, -3, 0]);
});

test('map refuses numbers of another kind, and says where', () => {
  const toFloats = () => words().map(({ target }) => ({ input: new Float32Array(3) as never, target }));
  expect(toFloats).toThrow(InvalidDataError);
  expect(toFloats).toThrow(/words: map at index 0: the input is Float32Array of 3; return a Int32Array of 3/);
  const wrongClass = () => words().map(({ input }) => ({ input, target: Int32Array.of(2) }));
  expect(wrongClass).toThrow(/target 2 at index 0, but there are 2 classes/);
});

test('the bytes of a Buffer are bytes: batches are copies, and map may return a Uint8Array', () => {
  const bytes = Buffer.from([1, 2, 3, 4]);
  const data = rowsDataset<Uint8Array, Uint8Array>({
    name: 'bytes',
    inputs: { data: bytes, shape: [2] },
    targets: { data: Buffer.from([5, 6]), shape: [] },
  });
  const [batch] = data.batches();
  bytes.fill(0);
  expect([...batch!.xs.dataSync(), ...batch!.ys.dataSync()]).toEqual([1, 2, 3, 4, 5, 6]);
  tf.dispose([batch!.xs, batch!.ys]);
  const ones = data.map(({ target }) => ({ input: Uint8Array.of(1, 1), target }));
  expect([...ones.inputs, ...ones.targets]).toEqual([1, 1, 1, 1, 5, 6]);
});

test('a transform of images is refused', () => {
  expect(() => words().batches({ transform: (batch) => batch })).toThrow(InvalidArgumentError);
});

const good: RowsOptions = {
  name: 'x',
  inputs: { data: new Float32Array(6), shape: [3] },
  targets: { data: new Int32Array(2), shape: [] },
};
test.each<[string, Partial<RowsOptions>]>([
  ['a row that is not whole', { inputs: { data: new Float32Array(7), shape: [3] } }],
  ['more inputs than targets', { inputs: { data: new Float32Array(9), shape: [3] } }],
  [
    'nothing',
    { inputs: { data: new Float32Array(0), shape: [3] }, targets: { data: new Int32Array(0), shape: [] } },
  ],
  ['a side of zero', { inputs: { data: new Float32Array(6), shape: [0] } }],
  ['a side that is no integer', { inputs: { data: new Float32Array(6), shape: [1.5, 2] } }],
  ['a label below the classes', { classes: ['a'], targets: { data: Int32Array.of(0, -1), shape: [] } }],
  ['a label above the classes', { classes: ['a'], targets: { data: Int32Array.of(0, 1), shape: [] } }],
  ['an array of doubles', { inputs: { data: new Float64Array(6) as never, shape: [3] } }],
  ['a plain array', { targets: { data: [0, 1] as never, shape: [] } }],
  ['classes for floats', { classes: ['a'], targets: { data: new Float32Array(2), shape: [] } }],
  ['classes for sequences', { classes: ['a'], targets: { data: new Int32Array(4), shape: [2] } }],
])('%s is refused', (_, wrong) => {
  expect(rowsDataset(good).length).toBe(2);
  expect(() => rowsDataset({ ...good, ...wrong })).toThrow(InvalidDataError);
});
