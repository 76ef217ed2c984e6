import type { DataSource } from '../data-source.ts';
import { CorruptFileError } from '../errors.ts';
import type { NpyArray } from '../npz/npy.ts';
import { npzIntegers, npzMember, npzStrings } from '../npz/npz-member.ts';
import { readNpz } from '../npz/read-npz.ts';
import type { LanguagePart, LanguageTask } from './language-task.ts';

/** `lang_id.npz` of UC Berkeley's CS188, project "Machine Learning"; nobody may pass it on, so there is no mirror. */
export const LANG_ID: DataSource = {
  name: 'lang_id',
  folders: ['lang_id'],
  files: [
    {
      name: 'lang_id.npz',
      raw: { bytes: 137_535, sha256: '4b9c11049001eef4217d53ac6dec5abd18d05a90c7466c0c7c114c8fea03d237' },
    },
  ],
  mirrors: [],
  partly: "pass source: 'dictionaries' for words of npm's dictionaries",
};

/** What is wrong with a word's numbers, or undefined: at least one letter, then only padding. */
function wordFault(word: Int32Array, characters: number): string | undefined {
  const end = word.indexOf(-1) < 0 ? word.length : word.indexOf(-1);
  if (end === 0) return 'a word without letters';
  const bad = word.findIndex((id, i) => (i < end ? id < 0 || id >= characters : id !== -1));
  if (bad < 0) return undefined;
  return bad < end
    ? `letter ${word[bad]}, but there are ${characters} characters`
    : 'a letter after the padding';
}

function languagePart(
  arrays: ReadonlyMap<string, NpyArray>,
  part: string,
  sizes: { readonly characters: number; readonly languages: number; readonly longest: number },
  where: string,
): LanguagePart {
  const words = npzMember(arrays, `${part}_x`, 2, where);
  const labels = npzMember(arrays, `${part}_y`, 1, where);
  const x = npzIntegers(words, `${where}: ${part}_x`);
  const y = npzIntegers(labels, `${where}: ${part}_y`);
  const fail = (what: string): never => {
    throw new CorruptFileError(`${where}: ${part}${what}.`);
  };
  const [count, longest = 0] = words.shape;
  if (count === 0) fail('_x holds no word');
  if (y.length !== count) fail(`_x holds ${count} words, but ${part}_y ${y.length} labels`);
  if (longest !== sizes.longest) fail(`_x has ${longest} columns, but train_x ${sizes.longest}`);
  for (let row = 0; row < y.length; row++) {
    const fault = wordFault(x.subarray(row * longest, (row + 1) * longest), sizes.characters);
    if (fault !== undefined) fail(`_x, row ${row}: ${fault}`);
    const label = y[row] as number;
    if (label < 0 || label >= sizes.languages) {
      fail(`_y, row ${row}: label ${label}, but there are ${sizes.languages} languages`);
    }
  }
  return { x, y };
}

/**
 * Reads words and their languages from an archive with the arrays of `lang_id.npz`: `chars`, `language_names`, and for train, dev and
 * test `..._x` (words, -1 after their end) and `..._y` (labels).
 *
 * @throws CorruptFileError when it is no such archive, or its numbers do not fit together
 */
export function parseLanguageTask(bytes: Uint8Array, where: string): LanguageTask {
  const arrays = readNpz(bytes, where);
  const strings = (name: string) => npzStrings(npzMember(arrays, name, 1, where), `${where}: ${name}`);
  const characters = strings('chars');
  const languages = strings('language_names');
  const longest = npzMember(arrays, 'train_x', 2, where).shape[1] as number;
  const sizes = { characters: characters.length, languages: languages.length, longest };
  const part = (name: string) => languagePart(arrays, name, sizes, where);
  return {
    characters,
    languages,
    longest,
    parts: { train: part('train'), dev: part('dev'), test: part('test') },
  };
}
