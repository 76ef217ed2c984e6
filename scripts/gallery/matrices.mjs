// Samples of figures in rows and columns.
import { CLASSES, numbers, range } from './data.mjs';

const ATTENTION = {
  queries: ['Anyone', 'can', 'do', 'that', '.'],
  keys: ['任何', '人', '都', '可以', '做到', '。'],
  weights: range(5, (row) => {
    const weights = range(6, (column) => Math.exp(-((column - 1.15 * row) ** 2) / 1.2));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  }),
};

export const matrices = {
  confusionMatrix: [
    [
      'Ten classes',
      (plot, theme) => {
        const { next } = numbers(11);
        const counts = range(10, (row) =>
          range(10, (column) =>
            Math.round(row === column ? 850 + 120 * next() : next() < 0.25 ? 60 * next() : 0),
          ),
        );
        return plot.confusionMatrix({ title: 'Fashion-MNIST', counts, names: CLASSES, theme });
      },
    ],
  ],
  heatmap: [
    [
      'Numbers around 0',
      (plot, theme) => {
        const { normal } = numbers(41);
        const names = ['weight', 'bias', 'scale', 'shift', 'slope', 'rate'];
        const noise = range(6, () => range(6, normal));
        const values = noise.map((row, i) =>
          row.map((_, j) => (i === j ? 1 : Math.tanh(noise[Math.min(i, j)][Math.max(i, j)]))),
        );
        return plot.heatmap({
          title: 'Correlations',
          values,
          rows: names,
          columns: names,
          colors: 'diverging',
          format: '.2f',
          cell: 46,
          theme,
        });
      },
    ],
  ],
  attentionHeatmap: [
    [
      'Tokens of two scripts',
      (plot, theme) => plot.attentionHeatmap({ title: 'Attention', ...ATTENTION, theme }),
    ],
  ],
  table: [
    [
      'Numbers and words',
      (plot, theme) =>
        plot.table({
          title: 'Reported and reproduced',
          columns: [
            'network',
            'parameters',
            { label: 'reported', format: '.2%' },
            { label: 'reproduced', format: '.2%' },
          ],
          rows: [
            ['LeNet-5', 61_706, 0.9884, 0.9926],
            ['ResNet-20', 272_474, 0.9125, 0.9169],
          ],
          theme,
        }),
    ],
  ],
};
