// Samples of figures of many values, and of several figures in one.
import { CLASSES, decay, normals, numbers } from './data.mjs';

export const statistics = {
  histogram: [
    [
      'Two populations',
      (plot, theme) =>
        plot.histogram({
          title: 'Confidence of predictions',
          x: { label: 'logit margin' },
          series: [
            { name: 'right', values: normals(21, 800, 1.4, 3) },
            { name: 'wrong', values: normals(22, 200, 1.1, -1) },
          ],
          theme,
        }),
    ],
  ],
  weightHistogram: [
    [
      'Before and after pruning',
      (plot, theme) => {
        const before = normals(31, 4000, 0.08);
        return plot.weightHistogram({
          title: 'Weights of the first dense layer',
          before,
          after: before.map((weight) => (Math.abs(weight) < 0.09 ? 0 : weight)),
          theme,
        });
      },
    ],
  ],
  sparsityBars: [
    [
      'Zeros layer by layer',
      (plot, theme) =>
        plot.sparsityBars({
          title: 'Pruned LeNet-300-100',
          layers: [
            { name: 'dense 784 x 300', total: 235_200, zeros: 216_384 },
            { name: 'dense 300 x 100', total: 30_000, zeros: 27_300 },
            { name: 'dense 100 x 10', total: 1000, zeros: 740 },
          ],
          theme,
        }),
    ],
  ],
  barChart: [
    [
      'Classes of two models',
      (plot, theme) => {
        const { next } = numbers(71);
        return plot.barChart({
          title: 'Recall of each class',
          categories: CLASSES,
          value: { label: 'recall', format: '.0%', domain: [0, 1] },
          series: ['softmax regression', 'small CNN'].map((name, i) => ({
            name,
            values: CLASSES.map(() => 0.72 + 0.13 * i + 0.14 * next()),
          })),
          theme,
        });
      },
    ],
  ],
  boxplot: [
    [
      'Seeds of four methods',
      (plot, theme) =>
        plot.boxplot({
          title: 'Test accuracy over 20 seeds',
          value: { label: 'accuracy', format: '.1%' },
          groups: ['SGD', 'momentum', 'Adam', 'SAM'].map((name, i) => ({
            name,
            values: normals(81 + i, 20, 0.006 - 0.001 * i, 0.9 + 0.01 * i),
          })),
          theme,
        }),
    ],
  ],
  figureGrid: [
    [
      'Several in one',
      (plot, theme) => {
        const one = (title, y) =>
          plot.lineChart({
            title,
            x: { label: 'epoch' },
            y: { label: title },
            series: [{ name: title, y }],
            width: 300,
            theme,
          });
        return plot.figureGrid({
          title: 'Loss and accuracy',
          figures: [
            one('loss', decay(2.3, 0.2, 4, 20, 91, 0.01)),
            one('accuracy', decay(0.1, 0.93, 4, 20, 92, 0.004)),
          ],
          columns: 2,
          theme,
        });
      },
    ],
  ],
};
