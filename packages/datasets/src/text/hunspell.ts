import { CorruptFileError } from '../errors.ts';

/** A word, in which a slash is escaped, and its flags after a slash; what follows is of no interest here. */
const ENTRY = /^((?:[^/\t \\]|\\.)+)(?:\/(\S+))?/;

/** How an affix file writes flags: one character each, two, or numbers with commas. */
function flagsOf(text: string, kind: string | undefined): string[] {
  if (kind === 'num') return text.split(',');
  return kind === 'long' ? (text.match(/../gsu) ?? []) : Array.from(text);
}

/** The value of a setting in an affix file. */
const setting = (aff: string, name: string): string | undefined =>
  new RegExp(`^${name}[ \\t]+(\\S+)`, 'm').exec(aff)?.[1];

/**
 * The words of a Hunspell dictionary as they stand in it, without what its affix rules would make of them; entries that are no words
 * on their own (forbidden, only parts of compounds, only stems) are left out.
 *
 * @param dic the dictionary: the number of entries, then one entry a line
 * @param aff the affix file, which says what the flags mean
 * @param where what error messages call the dictionary
 * @throws CorruptFileError when the dictionary does not begin with a number, or has far fewer entries than it says
 */
export function hunspellWords(dic: string, aff: string, where: string): string[] {
  const lines = dic.split(/\r?\n/);
  const stated = Number(lines[0]?.trim() || Number.NaN);
  if (!Number.isInteger(stated) || stated < 1) {
    throw new CorruptFileError(
      `${where}, line 1: not a Hunspell dictionary, which begins with its number of entries.`,
    );
  }
  const entries = lines.slice(1).filter((line) => line.trim() !== '');
  // The number is approximate by design, a hint for the size of a table.
  if (entries.length < stated / 2) {
    throw new CorruptFileError(`${where}: ${entries.length} entries of ${stated}; the file is cut short.`);
  }
  const kind = setting(aff, 'FLAG');
  const unfit = new Set(
    ['FORBIDDENWORD', 'ONLYINCOMPOUND', 'NEEDAFFIX'].flatMap((name) => setting(aff, name) ?? []),
  );
  const words: string[] = [];
  for (const entry of entries) {
    const [, word = '', flags = ''] = ENTRY.exec(entry) ?? [];
    const fits = unfit.size === 0 || !flagsOf(flags, kind).some((flag) => unfit.has(flag));
    if (word !== '' && fits) words.push(word.replaceAll('\\/', '/'));
  }
  return words;
}
