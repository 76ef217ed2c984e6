import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../dataset.ts';
import { InvalidDataError } from '../errors.ts';
import { itHasBatches } from './batch-laws.ts';
import { flat, range } from './flat.ts';
import { itHasParts } from './part-laws.ts';
import { itRefuses } from './refusals.ts';
import { examplesOf, type Subject, subjectOf } from './subject.ts';

/**
 * The contract of data sets, as tests: what every data set of this package promises, of images or of rows.
 *
 * @param make called once, before the tests; at least 3 examples
 */
export function itIsADataset(name: string, make: () => Dataset | Promise<Dataset>): void {
  describe(`${name} is a data set`, () => {
    let made: Subject;
    beforeAll(async () => {
      made = subjectOf(await make());
    });
    const subject = () => made;

    test('tells what it is', () => {
      const { whole, data } = subject();
      expect(whole.name).not.toBe('');
      expect(whole.length).toBeGreaterThanOrEqual(3);
      expect(Number.isInteger(whole.length)).toBe(true);
      expect(whole.shape.every((side) => Number.isInteger(side) && side >= 1)).toBe(true);
      expect(new Set(whole.classes).size).toBe(whole.classes.length);
      const size = whole.shape.reduce((product, side) => product * side, 1);
      for (const i of [0, whole.length - 1]) expect(flat(whole.get(i)).x.length).toBe(size);
      expect([data.name, data.classes, data.shape]).toEqual([whole.name, whole.classes, whole.shape]);
    });

    test('map calls its function once for each example, in order, and changes a copy', () => {
      const { data, rows } = subject();
      const seen: number[] = [];
      const same = data.map((example, i) => {
        seen.push(i);
        return example;
      });
      expect(seen).toEqual(range(data.length));
      expect(examplesOf(same)).toEqual(rows);
      const last = data.length - 1;
      const reversed = data.map((_, i) => data.get(last - i), { name: 'reversed' });
      expect(reversed.name).toBe('reversed');
      expect(examplesOf(reversed)).toEqual([...rows].reverse());
      expect(examplesOf(reversed.map((_, i) => reversed.get(last - i)))).toEqual(rows);
      expect(examplesOf(data)).toEqual(rows);
    });

    test('counts its classes and shortens them, where it has some', () => {
      const { data, rows } = subject();
      if (data.classes.length === 0) {
        expect(() => data.countsPerClass()).toThrow(InvalidDataError);
        expect(() => data.longTail({ keep: {} })).toThrow(InvalidDataError);
        return;
      }
      const labels = rows.map(({ y }) => y[0] as number);
      const counts = data.classes.map((_, k) => labels.filter((label) => label === k).length);
      expect(data.countsPerClass()).toEqual(counts);
      const label = labels[0] as number;
      const one = 1 / (counts[label] as number);
      expect(data.longTail({ keep: { [label]: one } }).countsPerClass()).toEqual(counts.with(label, 1));
      expect(examplesOf(data.longTail({ keep: { [label]: 1 } }))).toEqual(rows);
    });

    itHasBatches(subject);
    itHasParts(subject);
    itRefuses(subject);
  });
}
