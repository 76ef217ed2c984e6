import fc from 'fast-check';
import { expect, it } from 'vitest';
import { progressText } from './progress-text.ts';

const samples = (done: number, total: number) => ({ phase: 'p', done, total, unit: 'samples' });

it('counts what this run did, and says how long the rest takes', () => {
  expect(progressText(samples(60, 100), 50, 5)).toBe('60/100 samples  2 samples/s  ETA 20 s');
  expect(progressText(samples(1000, 61_000), 0, 4)).toBe('1000/61000 samples  250 samples/s  ETA 4 min');
  expect(progressText(samples(10, 100_010), 0, 1)).toBe('10/100010 samples  10 samples/s  ETA 2 h 47 min');
  expect(progressText(samples(1, 3), 0, 4)).toBe('1/3 samples  0.3 samples/s  ETA 8 s');
});

it('shows bytes as megabytes, with and without a total', () => {
  const bytes = { phase: 'p', done: 1_500_000, unit: 'bytes' };
  expect(progressText(bytes, 0, 1)).toBe('1.5 MB  1.5 MB/s');
  expect(progressText({ ...bytes, total: 3e6 }, 0, 1)).toBe('1.5/3.0 MB  1.5 MB/s  ETA 1 s');
});

it('never shows what is not a number', () => {
  const amount = fc.nat(1e9);
  const metric = fc.double();
  fc.assert(
    fc.property(
      amount,
      fc.option(amount, { nil: undefined }),
      amount,
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      metric,
      (done, total, startedWith, seconds, loss) => {
        const progress = {
          phase: 'p',
          done,
          unit: 'files',
          metrics: { loss },
          ...(total !== undefined && { total }),
        };
        expect(progressText(progress, startedWith, seconds)).not.toMatch(/NaN|Infinity|undefined/);
      },
    ),
  );
});
