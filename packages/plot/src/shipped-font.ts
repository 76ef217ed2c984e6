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
