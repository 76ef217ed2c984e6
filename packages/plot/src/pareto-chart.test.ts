import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { type ParetoChartOptions, paretoChart } from './pareto-chart.ts';
import { paretoFront } from './pareto-front.ts';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { placeLabels } from './place-labels.ts';
import { PlotError } from './plot-error.ts';
import { FONT_SIZE } from './text.ts';
import { textWidth } from './text-width.ts';

const point = (name: string, x: number, y: number) => ({ name, x, y });
const plot: ParetoChartOptions = {
  title: 'Size against accuracy',
  x: { label: 'size (bytes)', scale: 'log' },
  y: { label: 'accuracy', format: '.0%' },
  points: [
    point('float32', 1.7e6, 0.992),
    point('float16', 8.6e5, 0.992),
    point('int8', 4.3e5, 0.991),
    point('int4', 2.2e5, 0.96),
    point('clustered', 5e5, 0.975),
  ],
};
const named = (points: readonly { readonly name: string }[]) => points.map(({ name }) => name);

it('finds the points that no other beats', () => {
  expect(named(paretoFront(plot.points))).toEqual(['int4', 'int8', 'float16']);
  expect(named(paretoFront(plot.points, { x: 'high', y: 'high' }))).toEqual(['float32']);
  const twins = [point('a', 1, 1), point('b', 1, 1), point('c', 2, 1)];
  expect(named(paretoFront(twins))).toEqual(['a', 'b']);
});

it('beats every other point by one of the front, and none of the front', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(points, (pairs) => {
      const all = pairs.map(([x, y], index) => point(String(index), x, y));
      const front = paretoFront(all);
      const beats = (a: (typeof all)[number], b: (typeof all)[number]) =>
        a.x <= b.x && a.y >= b.y && (a.x < b.x || a.y > b.y);
      for (const one of all) expect(front.some((other) => beats(other, one))).toBe(!front.includes(one));
    }),
  );
});

it('names points without covering points or other names', () => {
  const frame = { left: 0, right: 500, top: 0, bottom: 300 };
  const places = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 300 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(places, (pairs) => {
      const points = pairs.map(([x, y], index) => ({ ...point(`model ${index}`, x, y) }));
      const boxes = placeLabels(points, frame).map(({ label, x, y }) => ({
        ...{ left: x, right: x + textWidth(label, FONT_SIZE.small), top: y - 11, bottom: y + 3 },
      }));
      for (const [index, a] of boxes.entries()) {
        expect(a.left).toBeGreaterThanOrEqual(0);
        expect(a.right).toBeLessThanOrEqual(500);
        for (const { x, y } of points)
          expect(x > a.left && x < a.right && y > a.top && y < a.bottom).toBe(false);
        for (const b of boxes.slice(index + 1)) {
          expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
        }
      }
    }),
  );
});

it('draws the front as steps and says what it shows', () => {
  const figure = paretoChart(plot);
  const line = parseSvg(figure.toSvg()).find(({ attributes }) => attributes['stroke-dasharray'] === '5 3');
  expect(line?.attributes.d).toMatch(/^M[\d.]+,[\d.]+(H[\d.]+V[\d.]+){2}$/);
  expect(drawnTexts(figure.toSvg())).toEqual(expect.arrayContaining(['int4', 'int8', 'float16']));
  expect(figure.description).toBe(
    'accuracy against size (bytes). On the front: int4 (220,000, 0.96); int8 (430,000, 0.991); float16 (860,000, 0.992). 2 other points.',
  );
  const gap = paretoChart({ ...plot, points: [...plot.points, point('lost', 0, 1)] });
  expect(gap.description).toContain('Left out: 1 of 6 points, without a place on the axes.');
  expect(paretoChart({ ...plot, points: plot.points.slice(0, 1) }).description).toContain('0 other points');
});

it.each<[string, Partial<ParetoChartOptions>, RegExp]>([
  ['no point', { points: [] }, /no point/],
  [
    'no point with a place',
    { points: [point('a', 0, 1), point('b', 1, Number.NaN)] },
    /no point that can be drawn/,
  ],
  ['an unusable domain', { y: { label: '', domain: [1, 0] } }, /paretoChart: y.domain/],
])('refuses %s', (_, options, message) => {
  expect(() => paretoChart({ ...plot, ...options })).toThrow(PlotError);
  expect(() => paretoChart({ ...plot, ...options })).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: pareto-chart-%s.svg', async (theme) => {
  await expect(paretoChart({ ...plot, theme }).toSvg()).toMatchFileSnapshot(
    `golden/pareto-chart-${theme}.svg`,
  );
});
