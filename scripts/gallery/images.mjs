// Samples of figures made of images.
import { normals, numbers, range } from './data.mjs';

const SIDE = 28;

const pixels = (of) =>
  Float32Array.from({ length: SIDE * SIDE }, (_, i) => of(i % SIDE, Math.floor(i / SIDE)));

const image = (of) => ({ pixels: pixels(of), shape: [SIDE, SIDE, 1] });

const soft = (distance) => Math.max(0, Math.min(1, 1.5 - distance));

/** A ring of a radius, as an ellipse: something like a zero. */
const ring = (radius, squeeze = 1) =>
  image((x, y) => soft(Math.abs(Math.hypot((x - 13.5) * squeeze, y - 13.5) - radius) / 1.3));

const bar = (slope) =>
  image((x, y) => (Math.abs(y - 13.5) > 10 ? 0 : soft(Math.abs(x - 13.5 + slope * (y - 13.5)) / 1.4)));

const attacked = (clean, eps, seed) => {
  const { next } = numbers(seed);
  return {
    ...clean,
    pixels: clean.pixels.map((value) => Math.max(0, Math.min(1, value + (next() < 0.5 ? -eps : eps)))),
  };
};

export const images = {
  imageGrid: [
    [
      'Predictions with their confidence',
      (plot, theme) =>
        plot.imageGrid({
          title: 'Test digits',
          images: range(10, (i) => ({
            ...(i % 3 === 0 ? bar(0.08 * (i - 4)) : ring(6 + (i % 4), 1 + 0.1 * (i % 3))),
            caption: i === 6 ? '1, taken for 7' : i % 3 === 0 ? '1' : '0',
            tone: i === 6 ? 'bad' : 'good',
            value: i === 6 ? 0.43 : 0.9 + 0.01 * i,
          })),
          columns: 5,
          theme,
        }),
    ],
  ],
  adversarialGrid: [
    [
      'Clean, perturbation, adversarial',
      (plot, theme) =>
        plot.adversarialGrid({
          title: 'FGSM',
          eps: 0.1,
          rows: [ring(8), bar(0.3)].map((clean, i) => ({
            clean: { ...clean, caption: i === 0 ? '0 (99.8 %)' : '1 (97.1 %)', tone: 'good' },
            adversarial: {
              ...attacked(clean, 0.1, 7 + i),
              caption: i === 0 ? '8 (84.0 %)' : '7 (61.5 %)',
              tone: 'bad',
            },
          })),
          theme,
        }),
    ],
  ],
  rankingGrid: [
    [
      'Likeliest classes before and after',
      (plot, theme) =>
        plot.rankingGrid({
          title: 'The likeliest classes',
          labels: ['clean', 'adversarial'],
          columns: 2,
          images: [ring(8), attacked(ring(8), 0.15, 3)].map((one, i) => ({
            ...one,
            shares: [
              { name: 'zero', value: i === 0 ? 0.97 : 0.12, tone: i === 0 ? 'good' : 'neutral' },
              { name: 'eight', value: i === 0 ? 0.02 : 0.81, tone: i === 0 ? 'neutral' : 'bad' },
              { name: 'six', value: i === 0 ? 0.01 : 0.07 },
            ],
          })),
          theme,
        }),
    ],
  ],
  featureMaps: [
    [
      'Eight channels',
      (plot, theme) =>
        plot.featureMaps({
          title: 'Output of the first convolution',
          shape: [14, 14, 8],
          values: range(14 * 14 * 8, (i) => {
            const [channel, x, y] = [i % 8, Math.floor(i / 8) % 14, Math.floor(i / 112)];
            return Math.max(0, Math.sin((x * Math.cos(channel) + y * Math.sin(channel)) / 2));
          }),
          theme,
        }),
    ],
  ],
  filters: [
    [
      'Weights of a convolution',
      (plot, theme) =>
        plot.filters({
          title: 'Filters of the first layer',
          shape: [5, 5, 1, 12],
          values: normals(51, 300, 0.3),
          theme,
        }),
    ],
  ],
};
