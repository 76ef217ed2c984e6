import { expect, it } from 'vitest';
import { answer, finding } from './finding.ts';

it('holds where it holds in every seed', () => {
  const found = finding({ d2: [0.5, 0.6], d3: [0.5, 0.7], d4: [0.4, 0.5], d5: [0.51, 0.71] });
  expect(found).toEqual({ alone: 2, together: 2, verdict: 'yes' });
  expect(answer(found, 2)).toMatch(/finding holds: .* 2 of 2 seeds/);
});

it('does not hold where one half of it never does', () => {
  const found = finding({ d2: [0.5, 0.5], d3: [0.6, 0.6], d4: [0.4, 0.4], d5: [0.6, 0.55] });
  expect(found).toEqual({ alone: 2, together: 0, verdict: 'no' });
  expect(answer(found, 2)).toMatch(/does not hold/);
});

it('is open where it depends on the seed', () => {
  const found = finding({ d2: [0.5, 0.5], d3: [0.6, 0.6], d4: [0.4, 0.5], d5: [0.7, 0.55] });
  expect(found).toEqual({ alone: 1, together: 1, verdict: 'open' });
  expect(answer(found, 2)).toMatch(/depends on the seed: .* 1 of 2 seeds/);
});
