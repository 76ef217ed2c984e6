import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Slice, slices } from './batch.ts';
import { InvalidArgumentError } from './errors.ts';

const indicesOf = ({ start, count, indices }: Slice) =>
  indices === undefined ? Array.from({ length: count }, (_, i) => start + i) : [...indices];

const lengths = { length: fc.integer({ min: 1, max: 200 }), batchSize: fc.integer({ min: 1, max: 250 }) };

test('the batches cover every index exactly once', () => {
  fc.assert(
    fc.property(
      fc.record({ ...lengths, shuffle: fc.boolean(), seed: fc.nat() }),
      ({ length, ...options }) => {
        const plan = slices(length, options);
        expect(plan.flatMap(indicesOf).sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
        expect(plan.every(({ count }) => count <= options.batchSize)).toBe(true);
      },
    ),
  );
});

test('dropLast keeps full batches only', () => {
  fc.assert(
    fc.property(fc.record(lengths), ({ length, batchSize }) => {
      fc.pre(batchSize <= length);
      const plan = slices(length, { batchSize, dropLast: true, shuffle: true });
      expect(plan.length).toBe(Math.floor(length / batchSize));
      expect(plan.every(({ count, indices }) => count === batchSize && indices?.length === batchSize)).toBe(
        true,
      );
    }),
  );
});

test('without shuffle the stored order stays; with it a seed decides', () => {
  expect(slices(5, { batchSize: 2 }).map(indicesOf)).toEqual([[0, 1], [2, 3], [4]]);
  const order = (seed: number) => slices(50, { shuffle: true, seed }).flatMap(indicesOf);
  expect(order(3)).toEqual(order(3));
  expect(order(3)).not.toEqual(order(4));
});

test.each([{ batchSize: 0 }, { batchSize: -1 }, { batchSize: 1.5 }, { batchSize: 6, dropLast: true }])(
  'slices(5, %o) is refused',
  (options) => {
    expect(() => slices(5, options)).toThrow(InvalidArgumentError);
  },
);
