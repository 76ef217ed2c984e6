import { loadFiles } from '#platform';
import { InvalidArgumentError, OfflineError } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import type { RowsDataset } from '../rows-dataset.ts';
import { decodeText } from './decode-text.ts';
import { DICTIONARIES, type DictionaryLanguage, type LanguageCode } from './dictionaries.ts';
import { dictionaryTask } from './dictionary-task.ts';
import { hunspellWords } from './hunspell.ts';
import { LANG_ID, parseLanguageTask } from './language-npz.ts';
import type { LanguageTask } from './language-task.ts';
import { type WordEncoding, wordRows } from './word-rows.ts';

export interface LanguageWordsOptions extends Omit<LoadOptions, 'mirrors'>, WordEncoding {
  /**
   * `file`: `lang_id.npz`, in `root`, `GRADLAB_DATA` or the cache; a browser fetches it from `baseUrl`.
   * `dictionaries`: npm's, found or fetched with `npm pack`; a browser fetches them from `baseUrl`, a CDN for npm packages that serves
   * `dictionary-en@4.0.0/index.dic`. Default: the file where it is found, or a `baseUrl` is given, else the dictionaries.
   */
  readonly source?: 'file' | 'dictionaries';
  /** Which of the dictionaries' languages, at least 2; then the file is not looked for. Default: all, `en es et nl pl`. */
  readonly languages?: readonly LanguageCode[];
  /** Dictionaries only: chooses the words. Integer in [0, 2^32), default 0. */
  readonly seed?: number;
}

export interface LanguageWords {
  /** 3500 words of each language; the file has them sorted by length. */
  readonly train: RowsDataset<Float32Array | Int32Array, Int32Array>;
  /** 100 words of each language. */
  readonly dev: RowsDataset<Float32Array | Int32Array, Int32Array>;
  /** 100 words of each language. */
  readonly test: RowsDataset<Float32Array | Int32Array, Int32Array>;
  /** Character `k` has the index `k`. */
  readonly characters: readonly string[];
  /** Where the words come from. */
  readonly source: 'file' | 'dictionaries';
}

/** `lang_id.npz`, or undefined where nothing on this machine has it and no `baseUrl` serves it. */
async function fromFile(options: LanguageWordsOptions): Promise<LanguageTask | undefined> {
  // Nobody serves the file, so without a baseUrl there is nothing to ask the network for.
  const offline = options.baseUrl === undefined || options.offline === true;
  try {
    const [bytes] = await loadFiles(LANG_ID, { ...options, offline });
    return parseLanguageTask(bytes as Uint8Array, 'lang_id.npz');
  } catch (error) {
    if (error instanceof OfflineError) return undefined;
    throw error;
  }
}

/** The options for one dictionary: a browser finds it in its package's folder. */
function at(
  { npm }: DictionaryLanguage['source'],
  { baseUrl, ...options }: LanguageWordsOptions,
): LoadOptions {
  if (baseUrl === undefined || npm === undefined) return options;
  return { ...options, baseUrl: `${baseUrl.replace(/\/*$/, '')}/${npm.name}@${npm.version}/` };
}

async function fromDictionaries(options: LanguageWordsOptions): Promise<LanguageTask> {
  const { languages = Object.keys(DICTIONARIES) as LanguageCode[], seed = 0 } = options;
  const known = (code: string) => Object.hasOwn(DICTIONARIES, code);
  if (languages.length < 2 || new Set(languages).size !== languages.length || !languages.every(known)) {
    throw new InvalidArgumentError(
      `languageWords: languages is [${languages}]; pass at least two different ones of ${Object.keys(DICTIONARIES).join(' ')}.`,
    );
  }
  const lists: { name: string; letters: string; words: string[] }[] = [];
  for (const code of languages) {
    const { name, letters, source }: DictionaryLanguage = DICTIONARIES[code];
    const [dic, aff] = await loadFiles(source, at(source, options));
    const where = `${source.name}/index`;
    const words = hunspellWords(
      decodeText(dic as Uint8Array, `${where}.dic`),
      decodeText(aff as Uint8Array, `${where}.aff`),
      `${where}.dic`,
    );
    lists.push({ name, letters, words });
  }
  return dictionaryTask(lists, seed);
}

function checkOptions({ source, encoding, padding, padIndex, languages }: LanguageWordsOptions): void {
  const fail = (what: string): never => {
    throw new InvalidArgumentError(`languageWords: ${what}`);
  };
  const choice = (name: string, value: unknown, choices: readonly string[]) => {
    if (value === undefined || choices.includes(value as string)) return;
    fail(`${name} is ${JSON.stringify(value)}; pass ${choices.map((one) => `'${one}'`).join(' or ')}.`);
  };
  choice('source', source, ['file', 'dictionaries']);
  choice('encoding', encoding, ['oneHot', 'indices']);
  choice('padding', padding, ['right', 'left']);
  if (padIndex !== undefined && encoding !== 'indices') fail("padIndex needs encoding: 'indices'.");
  if (languages !== undefined && source === 'file') {
    fail("the file has its own languages; leave languages out, or pass source: 'dictionaries'.");
  }
}

/**
 * Single words and the languages they belong to: of each of five languages 3500 words to train with, 100 to choose the best model with
 * and 100 to test it, of 2 to 10 letters.
 *
 * `lang_id.npz` of UC Berkeley's CS188 has frequent words of English, Spanish, Finnish, Dutch and Polish and 47 characters. Without it
 * the same task is made of npm's dictionaries, with Estonian in Finnish's place and 48 characters: entries of a dictionary, so rarer
 * words. Both are the same in every call; accuracies on the one say nothing about the other.
 *
 * @throws MissingFileError, CorruptFileError, DigestError, CacheError, NetworkError, OfflineError, InvalidArgumentError
 */
export async function languageWords(options: LanguageWordsOptions = {}): Promise<LanguageWords> {
  checkOptions(options);
  const { source = options.languages && 'dictionaries' } = options;
  const found = source === 'dictionaries' ? undefined : await fromFile(options);
  if (source === 'file' && found === undefined) {
    throw new OfflineError(
      'lang_id.npz is neither in GRADLAB_DATA nor in the cache; pass the root folder that has it, in a browser the baseUrl, ' +
        "or source: 'dictionaries'.",
    );
  }
  const task = found ?? (await fromDictionaries(options));
  return {
    train: wordRows(task, 'train', options),
    dev: wordRows(task, 'dev', options),
    test: wordRows(task, 'test', options),
    characters: task.characters,
    source: found ? 'file' : 'dictionaries',
  };
}
