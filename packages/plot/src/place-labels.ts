import type { Frame } from './axes.ts';
import { shorten } from './fit-text.ts';
import { FONT_SIZE } from './text.ts';
import { textWidth } from './text-width.ts';

interface Named {
  readonly name: string;
  /** Pixels. */
  readonly x: number;
  readonly y: number;
}

/** Where a name starts, and whose it is. */
export interface PlacedLabel {
  readonly index: number;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

const LONGEST = 150;
const AWAY = 8;
const HIGH = 14;
const DOT = 5;

/** Puts names beside their points, earlier ones first, over no point, no other name and nothing that is `kept` free; those that find no room are left out. */
export function placeLabels(
  points: readonly Named[],
  frame: Frame,
  kept: readonly Frame[] = [],
): readonly PlacedLabel[] {
  const taken: Frame[] = [
    ...kept,
    ...points.map(({ x, y }) => ({ left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT })),
  ];
  return points.flatMap(({ name, x, y }, index) => {
    const label = shorten(name, LONGEST, { size: FONT_SIZE.small });
    const width = textWidth(label, FONT_SIZE.small);
    const places = [
      [x + AWAY, y + 4],
      [x - AWAY - width, y + 4],
      [x - width / 2, y - AWAY],
      [x - width / 2, y + AWAY + 10],
      [x + AWAY, y - AWAY],
      [x + AWAY, y + AWAY + 8],
      [x - AWAY - width, y - AWAY],
      [x - AWAY - width, y + AWAY + 8],
    ] as const;
    for (const [left, base] of places) {
      const box = { left, right: left + width, top: base - HIGH + 3, bottom: base + 3 };
      if (!inside(box, frame) || taken.some((other) => touch(box, other))) continue;
      taken.push(box);
      return [{ index, label, x: left, y: base }];
    }
    return [];
  });
}

function inside(box: Frame, frame: Frame): boolean {
  return (
    box.left >= frame.left &&
    box.right <= frame.right &&
    box.top >= frame.top - 4 &&
    box.bottom <= frame.bottom
  );
}

function touch(a: Frame, b: Frame): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
