import { InvalidDataError } from '../errors.ts';
import { partSeed } from '../part-seed.ts';
import { permutation, validSeed } from '../permutation.ts';
import { LANGUAGE_PARTS, type LanguagePart, type LanguageTask } from './language-task.ts';

/** Words of each language in each part: those of `lang_id.npz`. */
const SIZES = { train: 3500, dev: 100, test: 100 };
const LONGEST = 10;
const LATIN = 'abcdefghijklmnopqrstuvwxyz';

export interface WordList {
  readonly name: string;
  /** Its letters besides a to z. */
  readonly letters: string;
  readonly words: Iterable<string>;
}

/** The words of 2 to 10 letters in lower case, sorted, so that the order of the list does not matter. */
function fitting({ letters, words }: WordList): Set<string> {
  const fits = new RegExp(`^[${LATIN}${letters}]{2,${LONGEST}}$`, 'u');
  const found = new Set<string>();
  for (const word of words) {
    // The Dutch list writes ij as the one letter that only typesetters use.
    const plain = word.normalize('NFC').replaceAll('ĳ', 'ij');
    if (fits.test(plain)) found.add(plain);
  }
  return new Set([...found].sort());
}

/** Words of every list in turn: list 0, 1, ..., 0, 1, ... */
function part(lists: readonly (readonly string[])[], characters: readonly string[]): LanguagePart {
  const ids = new Map(characters.map((character, id) => [character, id]));
  const count = lists[0]?.length ?? 0;
  const x = new Int32Array(count * lists.length * LONGEST).fill(-1);
  const y = Int32Array.from({ length: count * lists.length }, (_, row) => row % lists.length);
  for (const [row, language] of y.entries()) {
    const word = lists[language]?.[Math.floor(row / lists.length)] ?? '';
    for (const [i, letter] of [...word].entries()) x[row * LONGEST + i] = ids.get(letter) as number;
  }
  return { x, y };
}

/**
 * The task of `lang_id.npz`, made of word lists: of each language 3500, 100 and 100 different words of 2 to 10 letters, drawn without
 * replacement from those that no other of the languages has.
 *
 * @throws InvalidDataError when a language has too few words
 */
export function dictionaryTask(lists: readonly WordList[], seed: number): LanguageTask {
  validSeed(seed);
  const characters = [...new Set([...LATIN, ...lists.flatMap(({ letters }) => [...letters])])].sort();
  const known = lists.map(fitting);
  const wanted = SIZES.train + SIZES.dev + SIZES.test;
  const drawn = known.map((words, language) => {
    const own = [...words].filter((word) => known.every((other, k) => k === language || !other.has(word)));
    if (own.length < wanted) {
      throw new InvalidDataError(
        `${lists[language]?.name}: ${own.length} words of 2 to ${LONGEST} letters that the other languages lack; ${wanted} are needed.`,
      );
    }
    return Array.from(
      permutation(own.length, partSeed(seed, language)).subarray(0, wanted),
      (i) => own[i] as string,
    );
  });
  let from = 0;
  const parts = Object.fromEntries(
    LANGUAGE_PARTS.map((name) => {
      const to = from + SIZES[name];
      const some = drawn.map((words) => words.slice(from, to));
      from = to;
      return [name, part(some, characters)];
    }),
  ) as LanguageTask['parts'];
  return { characters, languages: lists.map(({ name }) => name), longest: LONGEST, parts };
}
