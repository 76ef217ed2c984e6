// Samples of figures over a plane.
import { decay, numbers, range } from './data.mjs';

const valley = (x, y) => (1 - x) ** 2 + 8 * (y - x * x) ** 2;

function descent(from, rate, momentum, steps) {
  const path = { x: [from[0]], y: [from[1]] };
  const speed = [0, 0];
  for (let step = 0; step < steps; step++) {
    const [x, y] = [path.x.at(-1), path.y.at(-1)];
    const slope = [-2 * (1 - x) - 32 * x * (y - x * x), 16 * (y - x * x)];
    for (const axis of [0, 1]) speed[axis] = momentum * speed[axis] - rate * slope[axis];
    path.x.push(x + speed[0]);
    path.y.push(y + speed[1]);
  }
  return path;
}

function moons(count, seed) {
  const { normal } = numbers(seed);
  const noise = () => 0.12 * normal();
  const angle = (i) => (Math.PI * i) / (count - 1);
  return [
    {
      name: 'upper',
      x: range(count, (i) => Math.cos(angle(i)) + noise()),
      y: range(count, (i) => Math.sin(angle(i)) + noise()),
    },
    {
      name: 'lower',
      x: range(count, (i) => 1 - Math.cos(angle(i)) + noise()),
      y: range(count, (i) => 0.5 - Math.sin(angle(i)) + noise()),
    },
  ];
}

export const curves = {
  lineChart: [
    [
      'Curves of training and validation',
      (plot, theme) =>
        plot.lineChart({
          title: 'LeNet-5 on Fashion-MNIST',
          x: { label: 'epoch' },
          y: { label: 'loss', scale: 'log' },
          series: [
            { name: 'training', y: decay(2.3, 0.11, 5, 30, 1, 0.004), dashed: true },
            { name: 'validation', y: decay(2.3, 0.29, 4, 30, 2, 0.008) },
          ],
          theme,
        }),
    ],
    [
      'Every step of a training',
      (plot, theme) =>
        plot.lineChart({
          title: 'Loss of every batch',
          x: { label: 'step' },
          y: { label: 'loss' },
          series: [{ name: 'loss', y: decay(2.3, 0.2, 600, 2000, 3, 0.08) }],
          smoothing: 0.95,
          theme,
        }),
    ],
    [
      'Mean and spread over seeds',
      (plot, theme) =>
        plot.lineChart({
          title: 'Test accuracy over 5 seeds',
          x: { label: 'epoch' },
          y: { label: 'accuracy', format: '.0%' },
          series: ['SGD', 'Adam'].map((name, i) =>
            plot.overSeeds({
              name,
              runs: range(5, (seed) => decay(0.3, 0.9 - 0.04 * i, 3 + 2 * i, 20, 100 + 10 * i + seed, 0.015)),
            }),
          ),
          theme,
        }),
    ],
  ],
  epsilonCurve: [
    [
      'Accuracy under attacks',
      (plot, theme) =>
        plot.epsilonCurve({
          title: 'Accuracy under attack',
          eps: [0, 2, 4, 8, 12, 16].map((eps) => eps / 255),
          scale: 255,
          series: [
            { attack: 'FGSM', accuracy: [0.92, 0.71, 0.48, 0.29, 0.22, 0.18] },
            { attack: 'PGD-20', accuracy: [0.92, 0.55, 0.21, 0.03, 0, 0] },
            { attack: 'AutoAttack', accuracy: [0.92, 0.51, 0.17, 0.01, 0, 0] },
          ],
          chance: 0.1,
          theme,
        }),
    ],
  ],
  errorSurface: [
    [
      'Ways of two optimizers',
      (plot, theme) =>
        plot.errorSurface({
          title: 'A curved valley',
          x: { label: 'w\u2081', domain: [-1.8, 1.8] },
          y: { label: 'w\u2082', domain: [-1, 2.4] },
          surface: valley,
          z: { scale: 'log' },
          paths: [
            { name: 'gradient descent', ...descent([-1.3, 1.4], 0.012, 0, 60) },
            { name: 'momentum', ...descent([-0.6, 2.1], 0.006, 0.8, 60) },
          ],
          theme,
        }),
    ],
  ],
  paretoChart: [
    [
      'Size against accuracy',
      (plot, theme) =>
        plot.paretoChart({
          title: 'Compressed ResNet-20',
          x: { label: 'size in kB', scale: 'log' },
          y: { label: 'accuracy', format: '.0%' },
          points: [
            { name: 'float32', x: 1080, y: 0.917 },
            { name: 'float16', x: 545, y: 0.917 },
            { name: 'int8', x: 284, y: 0.914 },
            { name: 'pruned', x: 420, y: 0.905 },
            { name: 'clustered', x: 190, y: 0.893 },
            { name: 'int4', x: 150, y: 0.842 },
          ],
          better: { x: 'low', y: 'high' },
          theme,
        }),
    ],
  ],
  scatter: [
    [
      'Half moons and what a network makes of them',
      (plot, theme) =>
        plot.scatter({
          title: 'Half moons',
          x: { label: 'x', domain: [-1.7, 2.7] },
          y: { label: 'y', domain: [-1.1, 1.6] },
          series: moons(60, 61),
          regions: (x, y) =>
            y > 0.25 + 0.55 * Math.sin(Math.PI * (0.5 - x)) ** 3 * (x > -0.5 && x < 1.5 ? 1 : 0) ? 0 : 1,
          theme,
        }),
    ],
  ],
};
