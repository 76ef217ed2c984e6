import type { ImageShape } from '../batch.ts';
import type { Random } from '../random.ts';
import { OPERATIONS } from './operations.ts';
import type { Redraw } from './redraw.ts';
import type { Choice } from './spaces.ts';

/** An integer in [0, count), each as likely. */
export const drawBelow = (count: number, random: Random): number => Math.floor(random() * count);

export interface Draw {
  readonly space: readonly Choice[];
  /** Number of magnitudes, >= 2. */
  readonly bins: number;
  /** Which of them, in [0, bins). */
  readonly binOf: (random: Random) => number;
  readonly redraw: Redraw;
}

/** Applies one operation of the space to the image, in place, each as likely. */
export function drawOperation(
  image: Float32Array,
  shape: ImageShape,
  random: Random,
  { space, bins, binOf, redraw }: Draw,
): void {
  const { operation, signed, magnitude } = space[drawBelow(space.length, random)] as Choice;
  const size = magnitude(binOf(random), bins, shape);
  const sign = signed && random() < 0.5 ? -1 : 1;
  OPERATIONS[operation](image, shape, sign * size, redraw);
}
