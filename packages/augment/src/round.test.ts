import { expect, it } from 'vitest';
import { roundHalfToEven } from './round.ts';

it('rounds to the closest integer, and halves to the even one', () => {
  expect([-2.5, -1.5, -0.6, 0.4, 0.5, 0.6, 1.5, 2.5, 3.5, 7].map(roundHalfToEven)).toEqual([
    -2, -2, -1, 0, 0, 1, 2, 2, 4, 7,
  ]);
});
