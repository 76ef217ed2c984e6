import stringWidth from 'string-width';

/** How a figure is written in a terminal. */
export interface TerminalOptions {
  /** Columns, 40 to 400. @default 80 */
  readonly width?: number;
  /** Whether to write 24-bit colour codes; without them, shapes and shades tell apart what colours would. @default false */
  readonly color?: boolean;
}

/** The same, checked and complete. */
export type Screen = Required<TerminalOptions>;

/** Text in a colour `#rrggbb`, where the screen has colours. */
export function paint(text: string, hex: string, { color }: Screen): string {
  if (!color || text === '') return text;
  return `\u001b[38;2;${bytes(hex)}m${text}\u001b[39m`;
}

/** Text in one colour on another, where the screen has colours. */
export function paintOn(text: string, hex: string, ground: string, { color }: Screen): string {
  if (!color || text === '') return text;
  return `\u001b[38;2;${bytes(hex)};48;2;${bytes(ground)}m${text}\u001b[39;49m`;
}

function bytes(hex: string): string {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(';');
}

/** Cut with an ellipsis to at most `width` columns; Chinese and Japanese characters take two. Control characters become spaces. */
export function cut(text: string, width: number): string {
  const line = plain(text);
  if (stringWidth(line) <= width) return line;
  let kept = '';
  for (const character of line) {
    if (stringWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Cut and filled up with spaces to exactly `width` columns. */
export function pad(text: string, width: number, side: 'start' | 'end' = 'end'): string {
  const short = cut(text, width);
  const spaces = ' '.repeat(Math.max(0, width - stringWidth(short)));
  return side === 'end' ? short + spaces : spaces + short;
}

/** Columns that a text takes. */
export function columnsOf(text: string): number {
  return stringWidth(plain(text));
}

/** Text in lines of at most `width` columns, broken between words where there are any. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text).split(/ +/)) {
    if (line !== '' && stringWidth(`${line} ${word}`) <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (stringWidth(line + character) > width) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** A terminal would obey control characters: a caption must not move its cursor. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
