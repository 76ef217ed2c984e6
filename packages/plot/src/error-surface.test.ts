import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ErrorSurfaceOptions, errorSurface } from './error-surface.ts';
import { drawnTexts, type ParsedElement, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const axes = {
  x: { label: 'w1', domain: [-2, 2] as const },
  y: { label: 'w2', domain: [-1, 1] as const },
};
const surface = (options: Partial<ErrorSurfaceOptions>) =>
  errorSurface({ title: 'Surface', ...axes, surface: (x, y) => x * x + y * y, ...options });

/** The vertices of a path's rings. */
const rings = ({ attributes }: ParsedElement) =>
  (attributes.d ?? '')
    .split('M')
    .filter((ring) => ring !== '')
    .map((ring) =>
      ring
        .replace('Z', '')
        .split('L')
        .map((pair) => pair.split(',').map(Number) as [number, number]),
    );
const contour = (svg: string) => {
  const found = parseSvg(svg).find(({ attributes }) => attributes['stroke-opacity'] !== undefined);
  return rings(found as ParsedElement).flat();
};
/** Bands are the only paths with a fill of their own under a group's opacity. */
const bands = (svg: string) =>
  parseSvg(svg).filter(
    ({ name, attributes }) =>
      name === 'path' && attributes.fill?.startsWith('#') && attributes.transform === undefined,
  );

/** From pixels to values, by the labels of the ticks. */
function values(svg: string) {
  const texts = parseSvg(svg).filter(({ name }) => name === 'text');
  const number = (label: string) => Number(label.replace('−', '-'));
  const xs = texts.filter(({ attributes }) => attributes['text-anchor'] === 'middle');
  const ys = texts.filter(({ attributes }) => attributes['text-anchor'] === 'end');
  const line = (ticks: readonly ParsedElement[], place: (one: ParsedElement) => number) => {
    const [first, last] = [ticks[0], ticks.at(-1)] as [ParsedElement, ParsedElement];
    const unit = (place(last) - place(first)) / (number(last.text) - number(first.text));
    return { unit, of: (pixel: number) => number(first.text) + (pixel - place(first)) / unit };
  };
  return {
    x: line(xs, ({ attributes }) => Number(attributes.x)),
    y: line(ys, ({ attributes }) => Number(attributes.y) - 4.3),
  };
}

test('the contour of a bowl is a circle, as far as straight lines between grid points can tell', () => {
  const resolution = 81;
  const svg = surface({ z: { levels: [0.64] }, resolution }).toSvg();
  const at = values(svg);
  // What is above the level reaches to the edges of the plane.
  const points = contour(svg)
    .map(([x, y]) => [at.x.of(x), at.y.of(y)] as const)
    .filter(([x, y]) => Math.abs(x) < 1.99 && Math.abs(y) < 0.99);
  // On a grid line of distance h a parabola leaves its chord by h² / 4 at most; pixels are rounded to tenths, labels' places to hundredths.
  const h = 4 / (resolution - 1);
  const rounded = (2 * 0.8 * 0.06) / Math.min(at.x.unit, -at.y.unit);
  const errors = points.map(([x, y]) => Math.abs(x * x + y * y - 0.64));
  expect(points.length).toBeGreaterThan(50);
  expect(Math.max(...errors)).toBeLessThan(h ** 2 / 4 + 2 * rounded);
  expect(new Set(points.map(([x, y]) => `${Math.sign(x)}${Math.sign(y)}`)).size).toBeGreaterThanOrEqual(4);
});

test('rows go up and columns to the right', () => {
  const up = surface({ surface: (_, y) => y, z: { levels: [0.5] } }).toSvg();
  expect(contour(up).some(([, y]) => Math.abs(values(up).y.of(y) - 0.5) < 1e-3)).toBe(true);
  const grid = { values: [0, 1, 2, 0, 1, 2], rows: 2, columns: 3 };
  const right = surface({ surface: grid, z: { levels: [1.5] } }).toSvg();
  expect(contour(right).some(([x]) => Math.abs(values(right).x.of(x) - 1) < 5e-3)).toBe(true);
});

test('a function and its values on the grid give the same picture', () => {
  const resolution = 21;
  const at = (index: number, low: number, high: number) => low + ((high - low) * index) / (resolution - 1);
  const heights = Array.from({ length: resolution ** 2 }, (_, i) => {
    const [x, y] = [at(i % resolution, -2, 2), at(Math.floor(i / resolution), -1, 1)];
    return x * x + y * y;
  });
  const grid = { values: heights, rows: resolution, columns: resolution };
  const coarse = { z: { levels: [0.5, 1.3] }, resolution };
  expect(surface({ ...coarse, surface: grid }).toSvg()).toBe(surface(coarse).toSvg());
});

test('steps of a path stand where the ticks say, and a path of one point is a marker', () => {
  const svg = surface({
    paths: [
      { name: 'descent', x: [-1, 0.5, 1], y: [0.5, -0.5, 0] },
      { name: 'minimum', x: [0], y: [0] },
    ],
  }).toSvg();
  const at = values(svg);
  const curve = parseSvg(svg).findLast(
    ({ attributes }) => attributes['stroke-width'] === '2' && attributes.d?.includes('L'),
  );
  const points = rings(curve as ParsedElement)[0]?.map(([x, y]) => [at.x.of(x), at.y.of(y)]);
  for (const [i, [x, y]] of [
    [-1, 0.5],
    [0.5, -0.5],
    [1, 0],
  ].entries()) {
    expect(points?.[i]?.[0]).toBeCloseTo(x as number, 2);
    expect(points?.[i]?.[1]).toBeCloseTo(y as number, 2);
  }
  expect(parseSvg(svg).filter(({ name }) => name === 'circle')).toHaveLength(1);
  expect(drawnTexts(svg)).toEqual(expect.arrayContaining(['descent', 'minimum', 'loss']));
});

test('what is NaN stays blank, and the description counts it', () => {
  const resolution = 41;
  const half = surface({ surface: (x) => (x < 0 ? Number.NaN : x), resolution });
  const left = Math.min(
    ...bands(half.toSvg()).flatMap((band) =>
      rings(band)
        .flat()
        .map(([x]) => x),
    ),
  );
  const cell = 4 / (resolution - 1);
  expect(values(half.toSvg()).x.of(left)).toBeGreaterThan(-cell);
  expect(half.description).toContain(`${20 * 41} of its ${41 * 41} values are NaN`);
});

test('log levels divide decades, as many as wanted, and linear ones differences', () => {
  const bowl = { surface: (x: number, y: number) => 100 * (x * x + y * y) };
  const level = (z: ErrorSurfaceOptions['z']) => {
    const svg = surface({ ...bowl, ...(z === undefined ? {} : { z }) }).toSvg();
    return parseSvg(svg).filter(
      ({ name, attributes }) => name === 'text' && !attributes['text-anchor'] && Number(attributes.x) > 400,
    );
  };
  const texts = (z: ErrorSurfaceOptions['z']) => level(z).map(({ text }) => text);
  expect(texts({ scale: 'log', levels: 3 })).toEqual(['loss', '0.1', '1', '10', '100']);
  expect(texts({ scale: 'log', levels: 8 })).toEqual([
    'loss',
    '0.1',
    '0.3',
    '1',
    '3',
    '10',
    '30',
    '100',
    '300',
  ]);
  expect(texts({ levels: 5, label: 'error' })).toEqual(['error', '100', '200', '300', '400', '500']);
  expect(texts({ levels: [50, 450], format: '.1f' })).toEqual(['loss', '50.0', '450.0']);
});

test('bands grow lighter upwards and there is one more than levels', () => {
  const fills = bands(surface({ z: { levels: [1, 2, 3] } }).toSvg()).map(({ attributes }) => attributes.fill);
  expect(fills).toHaveLength(4);
  expect([fills[0], fills[3]]).toEqual(['#440154', '#fde725']);
});

test('equal units make circles round', () => {
  const at = values(surface({ equal: true, width: 700 }).toSvg());
  expect(-at.y.unit / at.x.unit).toBeCloseTo(1, 2);
});

test('a flat surface, infinite heights and tiny ranges are drawn', () => {
  const flat = surface({ surface: () => 5 });
  expect(drawnTexts(flat.toSvg())).toContain('5');
  const walls = surface({ surface: (x) => (x > 1 ? Number.POSITIVE_INFINITY : x) });
  expect(walls.toSvg()).not.toMatch(/NaN|Infinity/);
  expect(walls.description).toContain('between −2 and');
});

test.each<[RegExp, Partial<ErrorSurfaceOptions>]>([
  [/no height is a number of size/, { surface: () => Number.NaN }],
  [/above 0, as z.scale log needs/, { surface: () => -1, z: { scale: 'log' } }],
  [
    /3 rows and 2 columns need 6 values, but there are 5/,
    { surface: { values: [1, 2, 3, 4, 5], rows: 3, columns: 2 } },
  ],
  [/1 rows and 2 columns/, { surface: { values: [1, 2], rows: 1, columns: 2 } }],
  [/resolution is 1/, { resolution: 1 }],
  [/x\.domain is \[1, 1\]/, { x: { label: 'x', domain: [1, 1] } }],
  [/y\.domain is \[0, NaN\]/, { y: { label: 'y', domain: [0, Number.NaN] } }],
  [/z\.levels is 1;/, { z: { levels: 1 } }],
  [/z\.levels is \[\]/, { z: { levels: [] } }],
  [/z\.levels is \[2, 1\]/, { z: { levels: [2, 1] } }],
  [/levels of a log scale are above 0/, { z: { levels: [0, 1], scale: 'log' } }],
  [/path "a" has 1 x values and 2 y values/, { paths: [{ name: 'a', x: [0], y: [0, 1] }] }],
  [/path "a" has no point/, { paths: [{ name: 'a', x: [Number.NaN], y: [0] }] }],
  [/width is 100/, { width: 100 }],
  [/leave one of them out/, { equal: true, height: 300 }],
  [/height is 120; choose from 180/, { height: 120 }],
  [/or leave equal out/, { equal: true, y: { label: 'y', domain: [0, 1000] } }],
])('refuses what it cannot draw: %s', (message, options) => {
  expect(() => surface(options)).toThrow(PlotError);
  expect(() => surface(options)).toThrow(message);
});

test('any text and any heights give well-formed XML without NaN', () => {
  const name = fc.string({ unit: 'binary' });
  const heights = fc.array(fc.double(), { minLength: 12, maxLength: 12 });
  const path = fc.record({
    name,
    x: fc.tuple(fc.double(), fc.double()),
    y: fc.tuple(fc.double(), fc.double()),
  });
  fc.assert(
    fc.property(name, heights, fc.array(path, { maxLength: 9 }), (title, numbers, paths) => {
      fc.pre(numbers.some((value) => Math.abs(value) <= 1e300));
      const drawable = paths.filter(({ x, y }) =>
        [0, 1].some((i) => Math.abs(x[i] as number) <= 1e300 && Math.abs(y[i] as number) <= 1e300),
      );
      const grid = { values: numbers, rows: 3, columns: 4 };
      const svg = surface({ title, surface: grid, z: { label: title }, paths: drawable }).toSvg();
      const drawn = parseSvg(svg).map(({ attributes: { x, y, d, transform, cx } }) =>
        [x, y, d, transform, cx].join(),
      );
      expect(drawn.join()).not.toMatch(/NaN|Infinity/);
    }),
  );
});

test.each(['light', 'dark'] as const)('golden: error-surface-%s.svg', async (theme) => {
  const descent = { name: 'descent', x: [-2.5, -2.1, -1.4, -0.5, 0.2], y: [1.6, -1.2, 0.9, -0.7, 0.5] };
  const figure = errorSurface({
    title: 'Descent on an ill-scaled quadratic',
    x: { label: 'w₁', domain: [-3, 3] },
    y: { label: 'w₂', domain: [-2, 2] },
    surface: (x, y) => (x - 1) ** 2 / 2 + 10 * y * y,
    z: { scale: 'log' },
    resolution: 30,
    paths: [descent, { name: 'minimum', x: [1], y: [0] }],
    theme,
  });
  await expect(figure.toSvg()).toMatchFileSnapshot(`golden/error-surface-${theme}.svg`);
});
