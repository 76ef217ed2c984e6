import type { ImageShape } from '../batch.ts';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { OUTSIDE } from './window.ts';

/** What lies beyond an edge: a constant, the edge's pixel, or the image mirrored (`reflect` about the edge's pixel, `symmetric` with it). */
export type PadMode = 'constant' | 'edge' | 'reflect' | 'symmetric';

/** Pixels on all sides; left and right, top and bottom; or each side, as in torchvision. */
export type Padding =
  | number
  | readonly [sides: number, ends: number]
  | readonly [left: number, top: number, right: number, bottom: number];

export interface Sides {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** @throws InvalidOptionError when a side is no integer >= 0 */
export function sidesOf(by: string, padding: Padding): Sides {
  const list: readonly number[] = typeof padding === 'number' ? [padding] : padding;
  const [left = 0, top = left, right = left, bottom = top] = list;
  const counted = list.length === 1 || list.length === 2 || list.length === 4;
  if (counted && list.every((side) => Number.isInteger(side) && side >= 0))
    return { left, top, right, bottom };
  throw new InvalidOptionError(
    `${by}: padding is [${list}]; pass an integer >= 0, [sides, ends], or [left, top, right, bottom].`,
  );
}

/** The most that a mirror can add on one side. */
const MOST: Readonly<Record<PadMode, (size: number) => number>> = {
  constant: () => Infinity,
  edge: () => Infinity,
  reflect: (size) => size - 1,
  symmetric: (size) => size,
};

const SOURCE: Readonly<Record<PadMode, (i: number, size: number) => number>> = {
  constant: () => OUTSIDE,
  edge: (i, size) => (i < 0 ? 0 : size - 1),
  reflect: (i, size) => (i < 0 ? -i : 2 * size - 2 - i),
  symmetric: (i, size) => (i < 0 ? -i - 1 : 2 * size - 1 - i),
};

function paddedLine(by: string, size: number, before: number, after: number, mode: PadMode): Int32Array {
  const most = MOST[mode](size);
  if (Math.max(before, after) > most) {
    throw new InvalidBatchError(
      `${by}: images of ${size} pixels have no ${Math.max(before, after)} to mirror (mode ${mode}); ` +
        `pad by at most ${most}, or with mode 'edge' or 'constant'.`,
    );
  }
  return Int32Array.from({ length: before + size + after }, (_, k) => {
    const i = k - before;
    return i >= 0 && i < size ? i : SOURCE[mode](i, size);
  });
}

/** The rows and columns of the padded image. @throws InvalidBatchError when images are too small to be mirrored so far */
export function paddedLines(by: string, [height, width]: ImageShape, sides: Sides, mode: PadMode) {
  return {
    rows: paddedLine(by, height, sides.top, sides.bottom, mode),
    columns: paddedLine(by, width, sides.left, sides.right, mode),
  };
}
