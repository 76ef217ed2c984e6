import { expect, it, test } from 'vitest';
import { boxNumbers } from './box-numbers.ts';
import { type BoxplotOptions, boxplot } from './boxplot.ts';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const plot: BoxplotOptions = {
  title: 'Loss over seeds',
  value: { label: 'loss' },
  groups: [
    { name: 'SGD', values: [1, 2, 3, 4, 5, 6, 7, 8, 30] },
    { name: 'Adam', values: [2, 2, 2] },
  ],
};

it('computes quartiles, whiskers and outliers as numpy and Tukey do', () => {
  // numpy.percentile([1, 2, 3, 4], [25, 50, 75]) is [1.75, 2.5, 3.25].
  expect(boxNumbers('a', [4, 1, 3, 2], 'linear')).toMatchObject({
    quartiles: [1.75, 2.5, 3.25],
    low: 1,
    high: 4,
  });
  // Quartiles 3 and 7: whiskers reach from -3 to 13.
  expect(boxNumbers('b', [30, 8, 7, 6, 5, 4, 3, 2, 1], 'linear')).toMatchObject({
    ...{ quartiles: [3, 5, 7], low: 1, high: 8, outliers: [30], missing: 0 },
  });
  expect(boxNumbers('c', [1, Number.NaN, 0], 'log')).toMatchObject({ count: 1, missing: 2 });
});

it('draws each box from quartile to quartile, where the ticks say', () => {
  const elements = parseSvg(boxplot({ ...plot, value: { label: 'loss', domain: [0, 40] } }).toSvg());
  const at = (label: string) => Number(elements.find(({ text }) => text === label)?.attributes.y) - 4.3;
  const unit = (at('0') - at('40')) / 40;
  const box = elements.find(
    ({ name, attributes }) => name === 'rect' && attributes['fill-opacity'] === '0.3',
  );
  expect(Number(box?.attributes.height)).toBeCloseTo(4 * unit, 0);
  expect(Number(box?.attributes.y)).toBeCloseTo(at('0') - 7 * unit, 0);
  const outlier = elements.find(({ name }) => name === 'circle');
  expect(Number(outlier?.attributes.cy)).toBeCloseTo(at('0') - 30 * unit, 0);
});

it('says what it shows and what it leaves out', () => {
  expect(boxplot(plot).description).toBe(
    'Box plot of loss. SGD: 9 values, median 5, quartiles 3 and 7, whiskers 1 to 8, 1 outliers. Adam: 3 values, median 2, quartiles 2 and 2, whiskers 2 to 2.',
  );
  const values = [
    ...Array.from({ length: 2000 }, () => 0),
    ...Array.from({ length: 300 }, (_, at) => at + 1),
  ];
  const many = boxplot({ ...plot, groups: [{ name: 'a', values }] });
  expect(parseSvg(many.toSvg()).filter(({ name }) => name === 'circle')).toHaveLength(200);
  expect(drawnTexts(many.toSvg()).join(' ')).toContain('100 outliers nearer to their boxes');
});

it('draws boxes in a terminal', () => {
  const lines = boxplot(plot).toTerminal({ width: 48 }).split('\n');
  expect(lines[1]).toBe('SGD              │──▒▒┃▒▒─                     ∘');
});

it.each<[string, Partial<BoxplotOptions>, RegExp]>([
  ['no group', { groups: [] }, /no group/],
  ['an empty group', { groups: [{ name: 'a', values: [] }] }, /"a" has no value/],
  [
    'nothing positive on a log axis',
    { groups: [{ name: 'a', values: [0, -1] }], value: { label: '', scale: 'log' } },
    /"a" has no value/,
  ],
  ['an unusable domain', { value: { label: '', domain: [1, 0] } }, /boxplot: y.domain/],
])('refuses %s', (_, options, message) => {
  expect(() => boxplot({ ...plot, ...options })).toThrow(PlotError);
  expect(() => boxplot({ ...plot, ...options })).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: boxplot-%s.svg', async (theme) => {
  await expect(boxplot({ ...plot, theme }).toSvg()).toMatchFileSnapshot(`golden/boxplot-${theme}.svg`);
});

it('lies on its side where the names of the groups need the room', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((one) => `an optimizer named ${one}`);
  const groups = names.map((name, index) => ({ name, values: [1 + index, 2 + index, 3 + index] }));
  const lying = boxplot({ ...plot, groups, value: { label: 'loss', domain: [0, 10] } });
  expect(drawnTexts(lying.toSvg())).toEqual(expect.arrayContaining(names));
  const elements = parseSvg(lying.toSvg());
  const at = (label: string) => Number(elements.find(({ text }) => text === label)?.attributes.x);
  const unit = (at('10') - at('0')) / 10;
  const [box] = elements.filter(({ attributes }) => attributes['fill-opacity'] === '0.3');
  expect(Number(box?.attributes.x)).toBeCloseTo(at('0') + 1.5 * unit, 0);
  expect(Number(box?.attributes.width)).toBeCloseTo(unit, 0);
  const standing = boxplot({ ...plot, groups, direction: 'up' });
  expect(drawnTexts(standing.toSvg())).not.toEqual(expect.arrayContaining(names));
});

it('draws the first groups of very many, and says so', () => {
  const groups = Array.from({ length: 1000 }, (_, index) => ({ name: `group ${index}`, values: [index] }));
  const many = boxplot({ ...plot, groups });
  expect(many.description).toContain('The first 60 of 1000 groups are drawn.');
  expect(drawnTexts(many.toSvg())).toContain('The first 60 of 1000 groups are drawn.');
  expect(drawnTexts(many.toSvg())).toContain('group 59');
  expect(drawnTexts(many.toSvg())).not.toContain('group 60');
});
