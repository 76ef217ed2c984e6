import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { InvalidArgumentError, InvalidDataError, MissingFileError } from '../errors.ts';
import { put, temporary } from '../node/testing.ts';
import { FOOD11_CLASSES, food11 } from './food11.ts';

/** A picture whose red says which it is. */
const png = (red: number) =>
  sharp({ create: { width: 3, height: 2, channels: 3, background: { r: red, g: 0, b: 0 } } })
    .png()
    .toBuffer();

const make = async (train = 'training', validation = 'validation', evaluation = 'evaluation') =>
  put(await temporary(), {
    [`${train}/0_7.png`]: await png(7),
    [`${train}/3_12.png`]: await png(12),
    [`${train}/3_2.png`]: await png(2),
    [`${train}/10_0.png`]: await png(100),
    [`${validation}/1_0.png`]: await png(1),
    [`${evaluation}/5_0.png`]: await png(5),
    [`${evaluation}/readme.txt`]: Buffer.from('x'),
  });

test('eleven classes', () => {
  expect(FOOD11_CLASSES).toHaveLength(11);
  expect(new Set(FOOD11_CLASSES).size).toBe(11);
});

test.each([
  ['training', 'validation', 'evaluation'],
  ['training', 'validation', 'testing'],
  ['train', 'valid', 'test'],
])('%s, %s and %s', async (...folders) => {
  const { train, validation, test: evaluation } = await food11({ root: await make(...folders), size: 2 });
  expect(train.files).toEqual(['0_7', '3_12', '3_2', '10_0'].map((name) => `${folders[0]}/${name}.png`));
  expect([...train.data.labels]).toEqual([0, 3, 3, 10]);
  expect([0, 1, 2, 3].map((i) => train.data.get(i).image[0])).toEqual([7, 12, 2, 100]);
  expect([validation.data.get(0).label, evaluation.data.get(0).label]).toEqual([1, 5]);
  expect(evaluation.ignored).toEqual([`${folders[2]}/readme.txt`]);
  expect(train.data.classes).toEqual(FOOD11_CLASSES);
  expect(train.data.name).toBe('food11 train');
});

test('files that a person chose in a browser', async () => {
  const root = await make();
  const paths = ['evaluation/5_0.png', 'training/3_12.png', 'validation/1_0.png', 'training/0_7.png'];
  const files = await Promise.all(
    paths.map(async (path) =>
      Object.assign(new File([await readFile(join(root, path))], path.slice(path.indexOf('/') + 1)), {
        webkitRelativePath: `food/${path}`,
      }),
    ),
  );
  const { train, test: evaluation } = await food11({ files, size: 1 });
  expect(train.files).toEqual(['training/0_7.png', 'training/3_12.png']);
  expect([...train.data.images]).toEqual([7, 0, 0, 12, 0, 0]);
  expect([...evaluation.data.images]).toEqual([5, 0, 0]);
});

test('a missing part, a class beyond the eleven, no folder', async () => {
  const root = await put(await temporary(), {
    'training/0_1.png': await png(1),
    'validation/11_1.png': await png(1),
  });
  await expect(food11({ root, size: 2 })).rejects.toThrow(InvalidDataError);
  await expect(food11({ root, size: 2 })).rejects.toThrow(
    /validation\/11_1\.png has the label 11, .* 11 classes/,
  );
  const part = await put(await temporary(), { 'training/0_1.png': await png(1) });
  await expect(food11({ root: part, size: 2 })).rejects.toThrow(MissingFileError);
  await expect(food11({ root: part, size: 2 })).rejects.toThrow(
    /no folder validation or valid or val with pictures/,
  );
  await expect(food11({ size: 2 })).rejects.toThrow(InvalidArgumentError);
});
