import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { type ConfusionMatrixOptions, confusionMatrix } from './confusion-matrix.ts';
import { drawnTexts } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const names = ['cat', 'dog', 'frog'];
const samples = { truth: [0, 0, 0, 1, 1, 2], predicted: [0, 0, 1, 1, 1, 0] };
const plot: ConfusionMatrixOptions = { title: 'Mistakes', ...samples, names, cell: 48 };
/** The numbers in the cells, row by row. */
const cellsOf = (options: ConfusionMatrixOptions) =>
  drawnTexts(confusionMatrix(options).toSvg())
    .slice(1)
    .slice(0, (options.names?.length ?? 0) ** 2);

it('counts samples: true classes are rows, predicted ones columns', () => {
  expect(cellsOf(plot)).toEqual(['2', '1', '0', '0', '2', '0', '1', '0', '0']);
  const { truth: _, predicted: __, ...look } = { ...plot, ...samples };
  const counts = [
    [2, 1, 0],
    [0, 2, 0],
    [1, 0, 0],
  ];
  expect(confusionMatrix({ ...look, counts }).toSvg()).toBe(confusionMatrix(plot).toSvg());
});

it('gives shares of rows, of columns, of all', () => {
  expect(cellsOf({ ...plot, normalize: 'true' }).slice(0, 3)).toEqual(['0.67', '0.33', '0.00']);
  expect(cellsOf({ ...plot, normalize: 'all' }).slice(0, 3)).toEqual(['0.33', '0.17', '0.00']);
  // Nothing was taken for a frog: its column is blank.
  expect(cellsOf({ ...plot, normalize: 'predicted' }).slice(0, 4)).toEqual(['0.67', '0.33', '0.00', '0.67']);
});

it('says the accuracy and the most frequent mistakes', () => {
  expect(confusionMatrix(plot).description).toBe(
    'Confusion matrix of 3 classes and 6 samples, accuracy 66.7%. Most frequent mistakes: cat taken for dog (1); frog taken for cat (1).',
  );
  const right = confusionMatrix({ ...plot, predicted: samples.truth });
  expect(right.description).toContain('accuracy 100.0%. No mistake.');
  const absent = confusionMatrix({ title: '', truth: [0], predicted: [1], classes: 3, normalize: 'true' });
  expect(absent.description).toContain('2 rows have no sample and are blank.');
});

it('draws those with most mistakes of a thousand classes, the others as one, and says so', () => {
  const truth = Array.from({ length: 5000 }, (_, index) => index % 1000);
  const predicted = truth.map((label, index) => (label === 700 || label === 3 ? (index * 7) % 1000 : label));
  const figure = confusionMatrix({ title: 'ImageNet', truth, predicted, most: 4 });
  const texts = drawnTexts(figure.toSvg());
  expect(texts).toEqual(expect.arrayContaining(['3', '21', '700', '900', '996 others']));
  const note = '4 of 1000 classes: those with most mistakes. The last row and column hold the other 996.';
  expect(figure.description).toContain(note);
  expect(texts.join(' ')).toContain('4 of 1000 classes');
  expect(figure.toTerminal({ width: 100 })).toContain(note);
});

it('loses no sample where classes are put together', () => {
  const label = fc.integer({ min: 0, max: 11 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 50 }),
      fc.integer({ min: 2, max: 13 }),
      (pairs, most) => {
        const [truth, predicted] = [pairs.map(([one]) => one), pairs.map(([, one]) => one)];
        const figure = confusionMatrix({ title: '', truth, predicted, classes: 12, most, cell: 48 });
        const side = most < 12 ? most + 1 : 12;
        const cells = drawnTexts(figure.toSvg()).slice(
          most < 12 ? drawnTexts(figure.toSvg()).findIndex((one) => /^\d+$/.test(one)) : 0,
        );
        expect(cells.slice(0, side * side).reduce((sum, one) => sum + Number(one), 0)).toBe(pairs.length);
      },
    ),
    { numRuns: 30 },
  );
});

it.each<[string, Record<string, unknown>, RegExp]>([
  ['no sample', { truth: [], predicted: [] }, /no sample/],
  ['unequal lengths', { truth: [0], predicted: [0, 1] }, /1 true and 2 predicted/],
  [
    'a label beyond the names',
    { truth: [3], predicted: [0] },
    /true label of sample 0 is 3; give whole numbers from 0 to 2/,
  ],
  ['a fraction', { truth: [0], predicted: [0.5] }, /predicted label of sample 0 is 0.5/],
  ['NaN', { truth: [Number.NaN], predicted: [0] }, /is NaN/],
  ['a matrix that is not square', { counts: [[1, 2]] }, /row 0 has 2 counts for 1 classes/],
  ['a negative count', { counts: [[-1]] }, /row 0, column 0 is -1/],
  [
    'too few names',
    {
      counts: [
        [1, 0],
        [0, 1],
      ],
    },
    /3 names for 2 classes/,
  ],
  ['one class at most', { ...samples, most: 1 }, /most is 1/],
])('refuses %s', (_, options, message) => {
  const attempt = () =>
    confusionMatrix({ title: '', names, ...options } as unknown as ConfusionMatrixOptions);
  expect(attempt).toThrow(PlotError);
  expect(attempt).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: confusion-matrix-%s.svg', async (theme) => {
  const svg = confusionMatrix({ ...plot, normalize: 'true', theme }).toSvg();
  await expect(svg).toMatchFileSnapshot(`golden/confusion-matrix-${theme}.svg`);
});
