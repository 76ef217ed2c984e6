import {
  clipByValue,
  customGrad,
  div,
  greaterEqual,
  lessEqual,
  logicalAnd,
  mul,
  round,
  Tensor,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';

/** Even steps: the multiples of `scale` from `low * scale` to `high * scale`. */
export interface Steps {
  /** Above 0; a tensor that broadcasts to the values where channels have steps of their own. Gradients do not go through it. */
  readonly scale: number | Tensor;
  /** Integers, `low` at most 0 and `high` at least. */
  readonly low: number;
  readonly high: number;
}

function checkSteps({ scale, low, high }: Steps): void {
  const wrongScale = !(scale instanceof Tensor) && !(scale > 0 && Number.isFinite(scale));
  if (
    wrongScale ||
    !Number.isInteger(low) ||
    !Number.isInteger(high) ||
    low > 0 ||
    high < 0 ||
    low === high
  ) {
    throw new InvalidOptionError(`fakeQuantize: there are no steps of ${scale} from ${low} to ${high}.`);
  }
}

/**
 * Rounds to steps and cuts off beyond them, as quantization does, and lets gradients through where nothing is cut off: the straight-through
 * estimator (Bengio et al. 2013, arXiv:1308.3432).
 *
 * @param x of any shape
 * @returns the same shape; ties go to the even step
 * @throws InvalidOptionError where the steps are none
 */
export function fakeQuantize<T extends Tensor>(x: T, steps: Steps): T {
  checkSteps(steps);
  const { scale, low, high } = steps;
  const rounded = customGrad((values, save) => {
    const input = values as Tensor;
    // What a closure holds may be disposed before the backward pass; what is saved is not.
    (save as (tensors: Tensor[]) => void)(scale instanceof Tensor ? [input, scale] : [input]);
    const value = tidy(() => mul(clipByValue(round(div(input, scale)), low, high), scale));
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [kept, step = scale] = saved as [Tensor, Tensor?];
      const inside = logicalAnd(greaterEqual(kept, mul(step, low)), lessEqual(kept, mul(step, high)));
      return where(inside, dy, zerosLike(dy));
    };
    return { value, gradFunc };
  });
  return rounded(x) as T;
}

/** The last of the symmetric steps of so many bits: 127 for 8, 7 for 4. @throws InvalidOptionError for fewer than 2 bits or more than 16 */
export function lastStep(bits: number): number {
  if (Number.isInteger(bits) && bits >= 2 && bits <= 16) return 2 ** (bits - 1) - 1;
  throw new InvalidOptionError(`bits must be an integer from 2 to 16, got ${bits}.`);
}

/** Steps over a range that is widened to hold 0, and moved by less than half a step so that 0 is one of them. */
export function rangeSteps(min: number, max: number, bits: number): Steps {
  const [from, to] = [Math.min(min, 0), Math.max(max, 0)];
  const levels = 2 * lastStep(bits) + 1;
  const scale = to > from ? (to - from) / levels : 1;
  const low = Math.round(from / scale);
  return { scale, low, high: low + levels };
}
