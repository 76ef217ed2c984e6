import fc from 'fast-check';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { divergingScale, type Rgb, sequentialScale } from './color-scale.ts';
import { type FeatureMapsOptions, featureMaps } from './feature-maps.ts';
import { type FiltersOptions, filters } from './filters.ts';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

/** The colours of each image's pixels, row by row. */
const pictures = (svg: string) =>
  parseSvg(svg)
    .filter(({ name }) => name === 'image')
    .map(({ attributes: { href = '' } }) => {
      const { data, width, height, channels } = decode(Buffer.from(href.split(',')[1] ?? '', 'base64'));
      const pixels = Array.from({ length: width * height }, (_, i) => [
        ...data.slice(i * channels, (i + 1) * channels),
      ]);
      return { width, height, pixels };
    });
const colored = (values: readonly number[], { rgb }: { rgb: (value: number) => Rgb }) =>
  values.map((value) => [...rgb(value)]);

/** [2, 3, 2]: the first channel counts up from 0, the second is ten times as large and negative. */
const VALUES = [0, -0, 1, -10, 2, -20, 3, -30, 4, -40, 5, -50];
const maps = (options: Partial<FeatureMapsOptions> = {}) =>
  featureMaps({ title: 'Maps', values: VALUES, shape: [2, 3, 2], ...options });
/** [1, 2, 2, 3] in the order height, width, input, output: the value tells where it stands. */
const kernel = (options: Partial<FiltersOptions> = {}) =>
  filters({
    title: 'Filters',
    values: [0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112],
    shape: [1, 2, 2, 3],
    ...options,
  });

test('a map is one channel, from left to right and from top to bottom, on the scale of all', () => {
  const scale = sequentialScale({ domain: [-50, 5] });
  const drawn = pictures(maps().toSvg());
  expect(drawn.map(({ width, height }) => [width, height])).toEqual([
    [3, 2],
    [3, 2],
  ]);
  expect(drawn[0]?.pixels).toEqual(colored([0, 1, 2, 3, 4, 5], scale));
  expect(drawn[1]?.pixels).toEqual(colored([0, -10, -20, -30, -40, -50], scale));
  expect(drawnTexts(maps().toSvg())).toEqual(['Maps', '−50', '5', '0', '1']);
});

test('maps with scales of their own use all colours each', () => {
  const drawn = pictures(maps({ scale: 'own' }).toSvg());
  expect(drawn[0]?.pixels).toEqual(colored([0, 1, 2, 3, 4, 5], sequentialScale({ domain: [0, 5] })));
  expect(drawn[1]?.pixels).toEqual(colored([5, 4, 3, 2, 1, 0], sequentialScale({ domain: [0, 5] })));
});

test('diverging maps have 0 in the middle', () => {
  const drawn = pictures(maps({ colors: 'diverging' }).toSvg());
  expect(drawn[1]?.pixels).toEqual(colored([0, -10, -20, -30, -40, -50], divergingScale(50)));
});

test('a filter is what one output weighs one input with', () => {
  const drawn = pictures(kernel().toSvg()).map(({ pixels }) => pixels);
  const scale = divergingScale(112);
  expect(drawn).toEqual(
    [
      [0, 100],
      [10, 110],
      [1, 101],
      [11, 111],
      [2, 102],
      [12, 112],
    ].map((values) => colored(values, scale)),
  );
  expect(drawnTexts(kernel().toSvg()).slice(3)).toEqual([
    '0, in 0',
    '0, in 1',
    '1, in 0',
    '1, in 1',
    '2, in 0',
    '2, in 1',
  ]);
});

test('channels and inputs are chosen and named', () => {
  const chosen = kernel({ channels: [2], inputs: [1], captions: ['last'] });
  expect(pictures(chosen.toSvg()).map(({ pixels }) => pixels)).toEqual([
    colored([12, 112], divergingScale(112)),
  ]);
  expect(drawnTexts(chosen.toSvg())).toContain('last');
  expect(chosen.description).toContain('1 of 6 filters');
  const one = maps({ channels: [1] });
  expect(pictures(one.toSvg())).toHaveLength(1);
  expect(one.description).toMatch(/^1 of 2 feature maps of 2 x 3: 1\. Colours range from −50 to −?0\.$/);
});

test('of many channels the first 64 are drawn, and the description says so', () => {
  const many = featureMaps({ title: '', values: new Float32Array(512), shape: [1, 1, 512] });
  expect(pictures(many.toSvg())).toHaveLength(64);
  expect(many.description).toContain('64 of 512 feature maps');
  const wide = filters({ title: '', values: new Float32Array(9 * 64 * 64), shape: [3, 3, 64, 64] });
  expect(pictures(wide.toSvg())).toHaveLength(64);
  expect(wide.description).toContain('64 of 4096 filters');
});

test.each<[RegExp, Partial<FeatureMapsOptions>]>([
  [/shape \[2, 3, 3\] needs 18 values, but there are 12/, { shape: [2, 3, 3] }],
  [/shape is \[0, 3, 2\]/, { shape: [0, 3, 2] }],
  [/index 1 of map "0" is NaN/, { values: VALUES.with(2, Number.NaN) }],
  [
    /index 0 of map "b" is Infinity/,
    { values: VALUES.with(1, Number.POSITIVE_INFINITY), captions: ['a', 'b'] },
  ],
  [/channels is \[2\]; give at least one whole number from 0 to 1/, { channels: [2] }],
  [/channels is \[\]/, { channels: [] }],
  [/1 captions for 2 maps/, { captions: ['a'] }],
  [/featureMaps: columns is 0/, { columns: 0 }],
  [/featureMaps: cell is 1/, { cell: 1 }],
])('feature maps refuse what they cannot draw: %s', (message, options) => {
  expect(() => maps(options)).toThrow(PlotError);
  expect(() => maps(options)).toThrow(message);
});

test.each<[RegExp, Partial<FiltersOptions>]>([
  [/filters: the shape \[1, 2, 2, 4\] needs 16 values/, { shape: [1, 2, 2, 4] }],
  [/filters \(inputs\): channels is \[2\]/, { inputs: [2] }],
  [/filters: channels is \[-1\]/, { channels: [-1] }],
  [/2 captions for 6 maps/, { captions: ['a', 'b'] }],
  [/map "0, in 0" is NaN/, { values: new Array(12).fill(Number.NaN) }],
])('filters refuse what they cannot draw: %s', (message, options) => {
  expect(() => kernel(options)).toThrow(PlotError);
  expect(() => kernel(options)).toThrow(message);
});

test('any numbers and captions give well-formed XML', () => {
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 12,
    maxLength: 12,
  });
  const name = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(name, numbers, fc.constantFrom('shared', 'own'), (title, values, scale) => {
      const all = [
        maps({ title, values, scale, captions: [title, title] }),
        kernel({ title, values, scale }),
      ].map((figure) => figure.toSvg());
      expect(all.map((svg) => parseSvg(svg)[0]?.name)).toEqual(['svg', 'svg']);
      const places = all
        .flatMap(parseSvg)
        .map(({ attributes: { x, y, width, height } }) => [x, y, width, height].join());
      expect(places.join()).not.toMatch(/NaN|Infinity/);
    }),
  );
});

const wave = (count: number) =>
  Array.from({ length: count }, (_, i) => Math.sin(i * 0.7) + Math.sin(i * 0.11));
test.each(['light', 'dark'] as const)('golden: feature-maps-%s.svg, filters-%s.svg', async (theme) => {
  const seen = featureMaps({
    title: 'What the layer sees',
    values: wave(8 * 8 * 5),
    shape: [8, 8, 5],
    theme,
  });
  await expect(seen.toSvg()).toMatchFileSnapshot(`golden/feature-maps-${theme}.svg`);
  const weights = filters({
    title: 'Filters',
    values: wave(3 * 3 * 2 * 6),
    shape: [3, 3, 2, 6],
    scale: 'own',
    theme,
  });
  await expect(weights.toSvg()).toMatchFileSnapshot(`golden/filters-${theme}.svg`);
});
