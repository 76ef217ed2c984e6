import { textWidth } from './text-width.ts';

/** How a text is set: its size in pixels, and whether it is bold. */
export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
}

/** The text on one line, shortened with an ellipsis where it is wider than `width` pixels. */
export function shorten(text: string, width: number, { size, bold = false }: TextStyle): string {
  const line = oneLine(text);
  if (textWidth(line, size, bold) <= width) return line;
  let kept = '';
  for (const character of line) {
    if (textWidth(`${kept}${character}…`, size, bold) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in at most `lines` lines of `width` pixels, broken between words; the last line is shortened. */
export function wrap(text: string, width: number, lines: number, style: TextStyle): readonly string[] {
  const words = oneLine(text).split(' ');
  const wrapped: string[] = [];
  while (words.length > 0 && wrapped.length < lines - 1) {
    let line = words.shift() ?? '';
    while (words[0] !== undefined && textWidth(`${line} ${words[0]}`, style.size, style.bold) <= width) {
      line += ` ${words.shift()}`;
    }
    wrapped.push(shorten(line, width, style));
  }
  if (words.length > 0) wrapped.push(shorten(words.join(' '), width, style));
  return wrapped.filter((line) => line !== '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
