import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permutation } from '../permutation.ts';
import type { Flat } from './flat.ts';
import { at, examplesOf, RUNS, type Subject } from './subject.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const sorted = (rows: readonly Flat[]) => rows.map((row) => JSON.stringify(row)).sort();

/** The laws of subsets, samples and splits. */
export function itHasParts(subject: () => Subject): void {
  test('subsets hold the examples at their indices, and a subset of a subset those of both', () => {
    const { data, rows } = subject();
    const indices = fc.array(fc.nat(data.length - 1), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(indices, fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (chosen, again) => {
        const some = data.subset(chosen);
        expect(examplesOf(some)).toEqual(at(rows, chosen));
        const inner = again.map((i) => i % chosen.length);
        expect(examplesOf(some.subset(inner))).toEqual(
          at(
            rows,
            inner.map((i) => chosen[i] as number),
          ),
        );
        expect([some.name, some.classes, some.shape]).toEqual([data.name, data.classes, data.shape]);
      }),
      RUNS,
    );
  });

  test('take gives the first examples, or a seeded sample without replacement', () => {
    const { data, rows } = subject();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: data.length }), seeds, (count, seed) => {
        expect(examplesOf(data.take(count))).toEqual(rows.slice(0, count));
        const sample = examplesOf(data.take(count, { seed }));
        expect(sample).toEqual(at(rows, permutation(data.length, seed).subarray(0, count)));
        expect(examplesOf(data.take(count, { seed }))).toEqual(sample);
      }),
      RUNS,
    );
  });

  test('split gives disjoint parts that hold everything, the same for the same seed', () => {
    const { data, rows } = subject();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: data.length - 2 }), fc.nat(), seeds, (first, cut, seed) => {
        const second = 1 + (cut % (data.length - first - 1));
        const counts = [first, second, data.length - first - second] as const;
        const parts = data.split(counts, { seed });
        expect(parts.map(({ length }) => length)).toEqual(counts);
        expect(sorted(parts.flatMap(examplesOf))).toEqual(sorted(rows));
        expect(data.split(counts, { seed }).flatMap(examplesOf)).toEqual(parts.flatMap(examplesOf));
        const [a, b] = data.split([first, data.length - first], { seed });
        expect(examplesOf(a)).toEqual(examplesOf(parts[0]));
        expect(sorted([...examplesOf(a), ...examplesOf(b)])).toEqual(sorted(rows));
      }),
      RUNS,
    );
    expect(data.split(0.5).map(({ length }) => length)).toEqual([
      Math.round(data.length / 2),
      data.length - Math.round(data.length / 2),
    ]);
  });
}
