import { dispose } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Batch } from '../batch.ts';

/** The numbers of one example, as a batch shows them. */
export interface Flat {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface AnyExample {
  readonly image?: Uint8Array;
  readonly label?: number;
  readonly input?: ArrayLike<number>;
  readonly target?: ArrayLike<number>;
}

/** `0 .. n-1` */
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** An example of images, or one of rows, as numbers. */
export function flat(example: unknown): Flat {
  const { image, label, input, target } = example as AnyExample;
  if (image !== undefined) {
    return { x: Array.from(image, (byte) => Math.fround(byte / 255)), y: [label as number] };
  }
  return { x: Array.from(input as ArrayLike<number>), y: Array.from(target as ArrayLike<number>) };
}

/** Every example of a pass, and the sizes of its batches, which are disposed. */
export function flatBatches(pass: Iterable<Batch>, shape: readonly number[]) {
  const examples: Flat[] = [];
  const sizes: number[] = [];
  for (const { xs, ys } of pass) {
    const [count = 0, ...inner] = xs.shape;
    expect(inner).toEqual(shape);
    expect(ys.shape[0]).toBe(count);
    const x = Array.from(xs.dataSync());
    const y = Array.from(ys.dataSync());
    const [width, height] = [x.length / count, y.length / count];
    for (let i = 0; i < count; i++) {
      examples.push({ x: x.slice(i * width, (i + 1) * width), y: y.slice(i * height, (i + 1) * height) });
    }
    sizes.push(count);
    dispose([xs, ys]);
  }
  return { examples, sizes };
}
