import { type ImageDataset, imageDataset } from '../image-dataset.ts';

/** Images of 2x1x3 whose bytes tell their index, in three classes by turns: at most 40. */
export function numbered(count: number): ImageDataset {
  const images = Uint8Array.from({ length: count * 6 }, (_, k) => Math.floor(k / 6) + 40 * (k % 6));
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  return imageDataset({ name: 'numbered', classes: ['a', 'b', 'c'], shape: [2, 1, 3], images, labels });
}

/** The indices of such images. */
export const numbersOf = (data: ImageDataset): number[] =>
  Array.from({ length: data.length }, (_, i) => data.get(i).image[0] as number);

/** Random images and labels of three classes, the first of which are there for certain. */
export function noise(counts: readonly number[], shape: readonly [number, number, number]): ImageDataset {
  const labels = Uint8Array.from(counts.flatMap((count, label) => Array<number>(count).fill(label)));
  let state = 1;
  const images = Uint8Array.from({ length: labels.length * shape[0] * shape[1] * shape[2] }, () => {
    state = Math.imul(state, 1664525) + 1013904223;
    return state >>> 24;
  });
  return imageDataset({ name: 'noise', classes: counts.map((_, k) => `class ${k}`), shape, images, labels });
}
