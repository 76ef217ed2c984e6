import { expect, test } from 'vitest';
import { type LineChartOptions, lineChart } from './line-chart.ts';
import { overSeeds } from './over-seeds.ts';

const axes = { x: { label: 'epoch' }, y: { label: 'accuracy', format: '.0%' } };
const noise = (step: number) => Math.sin(step * 12.9898) * 0.5;
const train = Array.from(
  { length: 200 },
  (_, epoch) => 0.98 - 0.8 * Math.exp(-epoch / 25) + 0.02 * noise(epoch),
);
const series = [
  { name: 'train', y: train, dashed: true },
  { name: 'validation', y: train.map((value, epoch) => value - 0.03 + 0.02 * noise(epoch + 7)) },
];

const noisy = series.map((one) => ({ ...one, y: one.y.map((value, at) => value + 0.1 * noise(at)) }));
const seeds = ['Adam', 'SGD'].map((name, optimizer) =>
  overSeeds({
    name,
    runs: [1, 2, 3, 4, 5].map((seed) =>
      train.slice(0, 40).map((value, at) => value - 0.1 * optimizer + 0.1 * noise(at * 7 + seed)),
    ),
  }),
);

test.each<[string, LineChartOptions]>([
  ['curves', { title: 'Accuracy over 200 epochs', ...axes, series }],
  ['dark', { title: 'Accuracy over 200 epochs', ...axes, series, theme: 'dark' }],
  [
    'log',
    {
      title: 'Loss',
      x: axes.x,
      y: { label: 'cross-entropy', scale: 'log' },
      series: series.map((one) => ({ ...one, y: one.y.map((value) => -Math.log(value)) })),
    },
  ],
  [
    'tiny-range',
    { title: 'Tiny range', ...axes, series: [{ name: 'validation', y: [0.97, 0.981, 0.9855, 0.99] }] },
  ],
  ['smoothing', { title: 'Smoothed', ...axes, smoothing: 0.9, series: noisy }],
  ['smoothing-dark', { title: 'Smoothed', ...axes, smoothing: 0.9, series: noisy, theme: 'dark' }],
  ['seeds', { title: 'Five seeds', ...axes, series: seeds }],
  ['seeds-dark', { title: 'Five seeds', ...axes, series: seeds, theme: 'dark' }],
  ['one-point', { title: 'One point', ...axes, series: [{ name: 'accuracy', y: [0.913] }] }],
])('golden: line-chart-%s.svg', async (name, options) => {
  await expect(lineChart(options).toSvg()).toMatchFileSnapshot(`golden/line-chart-${name}.svg`);
});
