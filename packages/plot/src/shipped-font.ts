/** The blocks of the scripts below, as CSS has them: Indic scripts, Thai, Hangul, Chinese, Japanese, full-width forms. */
export const BEYOND_SHIPPED =
  'U+0900-0DFF,U+0E00-0E7F,U+1100-11FF,U+2E80-A4CF,U+A960-A97F,U+AC00-D7FF,U+F900-FAFF,U+FE30-FE4F,U+FF00-FFEF,U+1B000-1B16F,U+20000-3FFFF';

/** Few enough to look each one up, and enough to tell what a figure lacks. */
const MOST = 50;

/**
 * The different characters of a text, at most 50, from blocks that DejaVu Sans has nothing of: Chinese, Japanese and Korean, most scripts of South and
 * East Asia.
 */
export function beyondShippedFont(text: string): string[] {
  const found = new Set<string>();
  for (const [character] of text.matchAll(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\u3000-\u303f\uff00-\uffef]/gu,
  )) {
    found.add(character);
    if (found.size === MOST) break;
  }
  return [...found];
}
