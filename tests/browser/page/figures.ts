// Drawn in the page and in Node: both have to give the same characters.
import { imageGrid, lineChart } from '@gradlab/plot';

/** Ten images of 28 x 28 bytes: a bright stripe that stands lower from image to image, over a slope. */
export function stripe(index: number): Uint8Array {
  const low = (2 + 2 * index) * 28;
  return Uint8Array.from({ length: 784 }, (_, i) => (i >= low && i < low + 84 ? 230 : 2 * (i % 28)));
}

export const chart = () =>
  lineChart({
    title: 'Loss & accuracy, λ < 0.1',
    x: { label: 'epoch' },
    y: { label: 'loss', scale: 'log' },
    series: [
      { name: 'training', y: [2.3, 1.1, 0.31, 0.12, 0.048], dashed: true },
      { name: 'validation', y: [2.2, 0.9, Number.NaN, 0.22, 0.19], markers: true },
    ],
  });

export const grid = () =>
  imageGrid({
    title: 'Stripes',
    columns: 5,
    images: Array.from({ length: 10 }, (_, index) => ({
      pixels: stripe(index),
      shape: [28, 28, 1] as const,
      caption: `stripe ${index}`,
      tone: index % 3 === 0 ? ('bad' as const) : ('good' as const),
      value: index / 9,
    })),
  });
