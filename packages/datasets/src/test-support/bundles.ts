import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { StorableDataset } from '../export/bundle.ts';
import { imageDataset } from '../image-dataset.ts';
import { rowsDataset } from '../rows-dataset.ts';

/** Everything that a file has to bring back. */
export function contents(data: StorableDataset) {
  const { name, classes, shape, length } = data;
  return 'images' in data
    ? { name, classes, shape, length, images: data.images, labels: data.labels }
    : {
        name,
        classes,
        shape,
        length,
        inputs: data.inputs,
        targets: data.targets,
        targetShape: data.targetShape,
      };
}

/** Bit for bit: numbers as bytes, which is fast for millions of them, and tells NaN from NaN and 0 from -0. */
export function expectSame(stored: StorableDataset | undefined, data: StorableDataset): void {
  const fields = (set: StorableDataset) =>
    Object.fromEntries(
      Object.entries(contents(set)).map(([key, value]) => {
        if (!ArrayBuffer.isView(value)) return [key, value];
        const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
        return [key, `${value.constructor.name} ${createHash('sha256').update(bytes).digest('hex')}`];
      }),
    );
  expect(fields(stored as StorableDataset)).toEqual(fields(data));
}

// Texts that a UTF-8 file can keep: no half of a surrogate pair, no zero.
const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((value) => !/[\0\uFEFF]/.test(value));
const side = fc.integer({ min: 1, max: 4 });

/** Small data sets of images, of any content. */
export const someImages = fc
  .record({
    name: text,
    count: fc.integer({ min: 1, max: 5 }),
    shape: fc.tuple(side, side, side),
    classes: fc.array(text, { minLength: 1, maxLength: 4 }),
    bytes: fc.infiniteStream(fc.nat(255)),
  })
  .map(({ name, count, shape, classes, bytes }) => {
    const next = () => bytes.next().value as number;
    return imageDataset({
      name,
      classes,
      shape,
      images: Uint8Array.from({ length: count * shape[0] * shape[1] * shape[2] }, next),
      labels: Uint8Array.from({ length: count }, () => next() % classes.length),
    });
  });

/** Small data sets of rows: any bits of float32, -0 and NaN too, against int32 or bytes. */
export const someRows = fc
  .record({
    name: text,
    count: fc.integer({ min: 1, max: 4 }),
    inputShape: fc.array(side, { maxLength: 2 }),
    targetShape: fc.array(side, { maxLength: 2 }),
    float: fc.boolean(),
    bytes: fc.infiniteStream(fc.integer()),
  })
  .map(({ name, count, inputShape, targetShape, float, bytes }) => {
    const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, count);
    const integers = Int32Array.from({ length: size(inputShape) }, () => bytes.next().value as number);
    const targets = Int32Array.from({ length: size(targetShape) }, () => bytes.next().value as number);
    return rowsDataset({
      name,
      inputs: { data: float ? new Float32Array(integers.buffer) : integers, shape: inputShape },
      targets: { data: float ? targets : Uint8Array.from(targets), shape: targetShape },
    });
  });

const PYTHON = '/usr/bin/python3';

/** The system's Python, where it has these modules. */
export function pythonWith(...modules: string[]): string | undefined {
  if (!existsSync(PYTHON)) return undefined;
  try {
    execFileSync(PYTHON, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
    return PYTHON;
  } catch {
    return undefined;
  }
}

/** What a Python program prints as JSON. */
export const askPython = (python: string, program: string, ...args: string[]): unknown =>
  JSON.parse(execFileSync(python, ['-c', program, ...args], { encoding: 'utf8' }));
