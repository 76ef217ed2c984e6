import { expect, test } from 'vitest';
import { InvalidArgumentError } from './errors.ts';
import { type HalfMoonsOptions, halfMoons } from './half-moons.ts';
import { itIsADataset } from './test-support/it-is-a-dataset.ts';

itIsADataset('half moons', halfMoons);

const points = (options: HalfMoonsOptions) => {
  const data = halfMoons(options);
  return Array.from({ length: data.length }, (_, i) => {
    const { input, target } = data.get(i);
    return [target[0]!, input[0]!, input[1]!] as const;
  });
};

test('five points: two of the outer moon, three of the inner one', () => {
  const sorted = points({ count: 5 }).sort(([a, x], [b, y]) => a - b || x - y);
  // cos(pi/2) and sin(pi) are not quite 0.
  expect(sorted.map((point) => point.map((v) => Math.round(v * 1e6) / 1e6 + 0))).toEqual([
    [0, -1, 0],
    [0, 1, 0],
    [1, 0, 0.5],
    [1, 1, -0.5],
    [1, 2, 0.5],
  ]);
});

test('without noise every point lies on its half circle, equally spaced', () => {
  const all = points({ count: 201, seed: 4 });
  expect(all.filter(([label]) => label === 0).length).toBe(100);
  for (const [label, size] of [
    [0, 100],
    [1, 101],
  ] as const) {
    const angles = all
      .filter(([of]) => of === label)
      .map(([, x, y]) => {
        const [u, v] = label === 0 ? [x, y] : [1 - x, 0.5 - y];
        expect(Math.hypot(u, v)).toBeCloseTo(1, 6);
        return Math.atan2(Math.max(v, 0), u);
      })
      .sort((a, b) => a - b);
    for (const [i, angle] of angles.entries()) expect(angle).toBeCloseTo((Math.PI * i) / (size - 1), 5);
  }
});

test('noise moves points by its deviation; the seed decides about order and noise', () => {
  const clean = points({ count: 4000, seed: 1 });
  const errors = points({ count: 4000, noise: 0.2, seed: 1 }).flatMap(([, x, y], i) => [
    x - clean[i]![1],
    y - clean[i]![2],
  ]);
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  // Five times the deviation of a sample deviation, 0.2 / sqrt(2 * 8000).
  expect(Math.abs(deviation - 0.2)).toBeLessThan(0.0079);
  expect(points({ count: 4000, seed: 1 })).toEqual(clean);
  expect(points({ count: 4000, seed: 2 })).not.toEqual(clean);
});

test('two points are the fewest', () => {
  expect(points({ count: 2 }).sort(([a], [b]) => a - b)).toEqual([
    [0, 1, 0],
    [1, 0, 0.5],
  ]);
  for (const options of [
    { count: 1 },
    { count: 2.5 },
    { noise: -0.1 },
    { noise: Number.NaN },
    { seed: 0.5 },
  ]) {
    expect(() => halfMoons(options)).toThrow(InvalidArgumentError);
  }
});
