import { paint, type Screen } from './terminal-text.ts';

/** A drawing of dots, two a column and four a row, as the braille characters have them. */
export interface Braille {
  /** Dots, from the top left. Those outside are left out. */
  line(from: Dot, to: Dot, color: string): void;
  /** Puts one character over the dots at a dot's place. */
  stamp(at: Dot, character: string, color: string): void;
  lines(screen: Screen): readonly string[];
}

/** Across and down, in dots. */
export type Dot = readonly [number, number];

const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const EMPTY = 0x2800;

/** An empty drawing of `columns` x `rows` characters. */
export function braille(columns: number, rows: number): Braille {
  const dots = new Uint8Array(columns * rows);
  const colors: (string | undefined)[] = Array.from({ length: columns * rows });
  const stamps: (string | undefined)[] = Array.from({ length: columns * rows });
  const cell = ([x, y]: Dot) => {
    const inside = x >= 0 && y >= 0 && x < columns * 2 && y < rows * 4;
    return inside ? (y >> 2) * columns + (x >> 1) : -1;
  };
  const dot = (x: number, y: number, color: string) => {
    const at = cell([x, y]);
    if (at === -1) return;
    dots[at] = (dots[at] as number) | BITS[(y & 3) as 0 | 1 | 2 | 3][(x & 1) as 0 | 1];
    colors[at] = color;
  };
  const character = (at: number, screen: Screen) => {
    const drawn = stamps[at] ?? (dots[at] === 0 ? ' ' : String.fromCharCode(EMPTY + (dots[at] as number)));
    return drawn === ' ' ? drawn : paint(drawn, colors[at] ?? '#808080', screen);
  };
  return {
    line([fromX, fromY], [toX, toY], color) {
      const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY), 1);
      for (let step = 0; step <= steps; step++) {
        const share = step / steps;
        dot(Math.round(fromX + (toX - fromX) * share), Math.round(fromY + (toY - fromY) * share), color);
      }
    },
    stamp(place, drawn, color) {
      const at = cell(place);
      if (at === -1) return;
      stamps[at] = drawn;
      colors[at] = color;
    },
    lines: (screen) =>
      Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (__, column) => character(row * columns + column, screen))
          .join('')
          .trimEnd(),
      ),
  };
}
