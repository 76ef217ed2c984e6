import { type Figure, featureMaps, imageGrid, lineChart, type ReportSection } from '@gradlab/plot';
import { type MeasuredField, SIDE } from './field-stacks.ts';
import { edges, placesOf, SOBEL } from './strides.ts';

export type Fields = Readonly<Record<string, readonly MeasuredField[]>>;

/** Receptive field by depth, as measured. */
export const growth = (fields: Fields): Figure =>
  lineChart({
    title: 'What one place sees of the image, by its gradient',
    x: { label: 'layers' },
    y: { label: 'pixels of a side' },
    series: Object.entries(fields).map(([name, depths]) => ({
      name,
      x: depths.map((_, i) => i + 1),
      y: depths.map(({ size }) => size[0]),
      markers: true,
    })),
  });

/** Measured and closed form beside each other. */
export const growthTable = (fields: Fields): ReportSection => ({
  heading: 'Receptive fields: gradient and closed form',
  table: {
    columns: ['stack', 'layers', 'gradient', 'closed form', 'pixels between neighbours'],
    rows: Object.entries(fields).flatMap(([name, depths]) =>
      depths.map(({ size, closed }, i) => [
        name,
        `${i + 1}`,
        size.join(' × '),
        closed.size.join(' × '),
        `${closed.stride[0]}`,
      ]),
    ),
  },
});

/** The gradients of places of deeper and deeper layers, cut out of the image. */
export function fieldMaps(depths: readonly MeasuredField[]): Figure {
  const largest = depths.at(-1) as MeasuredField;
  const side = largest.size[0] + 4;
  const [top, left] = largest.from.map((first) => first - 2) as [number, number];
  const values = Float64Array.from({ length: side * side * depths.length }, (_, i) => {
    const [depth, place] = [i % depths.length, Math.floor(i / depths.length)];
    const pixel = (top + Math.floor(place / side)) * SIDE + left + (place % side);
    return depths[depth]?.gradient[pixel] ?? Number.NaN;
  });
  return featureMaps({
    title: 'Gradient of one place after each 3 × 3 layer: wider, and strongest in the middle',
    values,
    shape: [side, side, depths.length],
    scale: 'own',
    captions: depths.map(({ size }, i) => `${i + 1} deep: ${size.join(' × ')}`),
    cell: 136,
    columns: 3,
  });
}

const STRIDES = [1, 2, 3] as const;

/** Edges of a digit, found with different strides and paddings. */
export function strides(digit: Float32Array): Figure {
  const found = (padding: 'valid' | 'same') =>
    STRIDES.map((stride) => {
      const side = placesOf({ input: 28, kernel: 3, stride, padding });
      return { ...edges(digit, stride, padding), caption: `${padding}, stride ${stride}: ${side} × ${side}` };
    });
  const kernel = SOBEL.map((weight) => (weight + 2) / 4);
  return imageGrid({
    title: 'Edges by one 3 × 3 kernel: padding and stride',
    columns: 4,
    cell: 140,
    images: [
      { pixels: digit, shape: [28, 28, 1], caption: 'the digit: 28 × 28' },
      ...found('valid'),
      { pixels: kernel, shape: [3, 3, 1], caption: 'the kernel: 3 × 3' },
      ...found('same'),
    ],
  });
}
