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

/** The text in at most `lines` lines of `width` pixels, broken between words, and between East Asian characters; the last line is shortened. */
export function wrap(text: string, width: number, lines: number, style: TextStyle): readonly string[] {
  // Each piece keeps the space before it, which is dropped where it begins a line.
  const rest = oneLine(text).split(/(?= )/).flatMap(piecesOf);
  const wrapped: string[] = [];
  while (rest.length > 0 && wrapped.length < lines - 1) {
    let line = (rest.shift() ?? '').trimStart();
    while (rest[0] !== undefined && textWidth(line + rest[0], style.size, style.bold) <= width) {
      line += rest.shift();
    }
    wrapped.push(shorten(line, width, style));
  }
  if (rest.length > 0) wrapped.push(shorten(rest.join(''), width, style));
  return wrapped.filter((line) => line !== '');
}

const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const OPENING = '（「『【《〈“‘([';
const CLOSING = '，。、；：！？）」』】》〉”’…·ー,.;:!?)]%';

/** Chinese and Japanese have no spaces: lines break beside any of their characters, but not before what closes or after what opens. */
function piecesOf(word: string): readonly string[] {
  const pieces: string[] = [];
  let before = '';
  for (const character of word) {
    const breaks = EAST_ASIAN.test(before) || (EAST_ASIAN.test(character) && before.trim() !== '');
    if (breaks && !OPENING.includes(before) && !CLOSING.includes(character)) pieces.push(character);
    else pieces.push(`${pieces.pop() ?? ''}${character}`);
    before = character;
  }
  return pieces;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
