import { expect, test } from 'vitest';
import { axisScale } from './axis-scale.ts';

const base = { kind: 'linear', range: [0, 100], ticks: 5, nice: false } as const;
const labels = (options: Parameters<typeof axisScale>[0]) =>
  axisScale(options).ticks.map(({ label }) => label);

test('linear positions are proportional', () => {
  const { at } = axisScale({ ...base, domain: [2, 4] });
  expect([at(2), at(2.5), at(4), at(5)]).toEqual([0, 25, 100, 150]);
  expect(at(Number.NaN)).toBeNaN();
});

test('logarithmic positions are proportional to the exponent', () => {
  const { at } = axisScale({ ...base, kind: 'log', domain: [0.01, 100] });
  expect([at(0.01), at(0.1), at(1), at(100)].map((pixel) => Math.round(pixel * 1e9) / 1e9)).toEqual([
    0, 25, 50, 100,
  ]);
  expect([at(0), at(-1)]).toEqual([Number.NaN, Number.NaN]);
});

test('labels have the digits their step needs', () => {
  expect(labels({ ...base, domain: [0, 1] })).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  expect(labels({ ...base, domain: [0, 60_000] })).toEqual([
    '0',
    '10,000',
    '20,000',
    '30,000',
    '40,000',
    '50,000',
    '60,000',
  ]);
  expect(labels({ ...base, domain: [-0.02, 0.02] })).toEqual(['−0.02', '−0.01', '0.00', '0.01', '0.02']);
  expect(labels({ ...base, domain: [0, 5e6] })).toEqual(['0', '1M', '2M', '3M', '4M', '5M']);
  expect(labels({ ...base, domain: [0, 4e-5] })).toEqual(['0', '10⁻⁵', '2×10⁻⁵', '3×10⁻⁵', '4×10⁻⁵']);
  expect(labels({ ...base, domain: [1e6, 1.00004e6] })).toHaveLength(
    new Set(labels({ ...base, domain: [1e6, 1.00004e6] })).size,
  );
});

test('a format gets more digits where its labels would repeat', () => {
  expect(labels({ ...base, domain: [0, 1], format: '.0%' })).toEqual([
    '0%',
    '20%',
    '40%',
    '60%',
    '80%',
    '100%',
  ]);
  expect(labels({ ...base, domain: [0.97, 0.99], format: '.0%' })).toEqual([
    '97.0%',
    '97.5%',
    '98.0%',
    '98.5%',
    '99.0%',
  ]);
});

test('an axis that counts has whole ticks', () => {
  expect(labels({ ...base, domain: [0, 2], whole: true })).toEqual(['0', '1', '2']);
  expect(labels({ ...base, domain: [-0.5, 0.5], whole: true })).toEqual(['0']);
});

test('logarithmic ticks thin out from every mantissa to every n-th decade', () => {
  const log = { ...base, kind: 'log' } as const;
  expect(labels({ ...log, domain: [1, 5] })).toEqual(['1', '2', '3', '4', '5']);
  expect(labels({ ...log, domain: [1, 100] })).toEqual(['1', '2', '5', '10', '20', '50', '100']);
  expect(labels({ ...log, domain: [0.001, 10] })).toEqual(['0.001', '0.01', '0.1', '1', '10']);
  expect(labels({ ...log, domain: [1e-5, 1] })).toEqual(['10⁻⁵', '10⁻⁴', '10⁻³', '10⁻²', '10⁻¹', '1']);
  expect(labels({ ...log, domain: [1e-12, 1e6] })).toEqual([
    '10⁻¹²',
    '10⁻⁹',
    '10⁻⁶',
    '10⁻³',
    '1',
    '10³',
    '10⁶',
  ]);
  expect(labels({ ...log, domain: [2e-5, 3e-5] })).toEqual(['2×10⁻⁵', '3×10⁻⁵']);
  expect(labels({ ...log, domain: [0.31, 0.33] })).toEqual(['0.310', '0.315', '0.320', '0.325', '0.330']);
});

test('a log domain is rounded outwards to what fits its width', () => {
  const ends = (domain: readonly [number, number]) => {
    const { at } = axisScale({ ...base, kind: 'log', domain, nice: true });
    return (value: number) => Math.round(at(value) * 1e6) / 1e6;
  };
  const spread = ends([0.12, 2.3]);
  expect([spread(0.1), spread(5)]).toEqual([0, 100]);
  const wide = ends([3e-5, 40]);
  expect([wide(1e-5), wide(100)]).toEqual([0, 100]);
  const narrow = ends([0.312, 0.329]);
  expect([narrow(0.31), narrow(0.33)]).toEqual([0, 100]);
  const round = ends([0.1, 5]);
  expect([round(0.1), round(5)]).toEqual([0, 100]);
});

test('a log axis has short marks between its ticks', () => {
  const log = { ...base, kind: 'log' } as const;
  expect(axisScale({ ...log, domain: [1, 100] }).minor).toEqual([3, 4, 6, 7, 8, 9, 30, 40, 60, 70, 80, 90]);
  expect(axisScale({ ...log, domain: [1e-12, 1e6] }).minor).toHaveLength(12);
  expect(axisScale({ ...log, domain: [2, 3] }).minor).toEqual([]);
  expect(axisScale({ ...base, domain: [1, 100] }).minor).toBeUndefined();
});
