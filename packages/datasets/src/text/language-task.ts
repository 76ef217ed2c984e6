/** Words and the numbers of their languages. */
export interface LanguagePart {
  /** `N * longest` numbers of characters; -1 after a word's end. */
  readonly x: Int32Array;
  /** `N` numbers of languages. */
  readonly y: Int32Array;
}

/** The task of telling a word's language, however it was come by. */
export interface LanguageTask {
  /** Character `k` has the number `k`. */
  readonly characters: readonly string[];
  /** Language `k` has the number `k`. */
  readonly languages: readonly string[];
  /** Letters of the longest word. */
  readonly longest: number;
  readonly parts: { readonly [Part in LanguagePartName]: LanguagePart };
}

export const LANGUAGE_PARTS = ['train', 'dev', 'test'] as const;
export type LanguagePartName = (typeof LANGUAGE_PARTS)[number];
