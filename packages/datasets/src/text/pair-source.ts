import { readBytes } from '#platform';
import { InvalidArgumentError } from '../errors.ts';
import type { Progress } from '../progress.ts';
import { decodeText } from './decode-text.ts';
import { parseAlignedSentences, parseSentencePairs, type SentencePair } from './sentence-pair.ts';

/** Where sentence pairs come from. A file is a path in Node and a URL in a browser, and may be gzipped. */
export type PairSource =
  /** Tab-separated, such as Tatoeba's; `columns` as for `parseSentencePairs`. */
  | { readonly file: string; readonly columns?: readonly [number, number] }
  /** Line by line, such as Multi30k's: source, target. */
  | { readonly files: readonly [string, string] }
  /** What such files contain. */
  | { readonly text: string; readonly columns?: readonly [number, number] }
  | { readonly texts: readonly [string, string] };

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called after each file; phase `read`, unit `files`. */
  readonly onProgress?: (progress: Progress) => void;
}

async function readTexts(places: readonly string[], { signal, onProgress }: ReadOptions): Promise<string[]> {
  const texts: string[] = [];
  for (const place of places) {
    signal?.throwIfAborted();
    texts.push(decodeText(await readBytes(place, signal), place));
    onProgress?.({ phase: 'read', done: texts.length, total: places.length, unit: 'files' });
  }
  return texts;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const areTexts = (value: unknown): value is readonly [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every(isText);

/**
 * The sentence pairs of one source, in its order.
 *
 * @param option what error messages call the source
 * @throws MissingFileError, NetworkError, CorruptFileError for what is read; InvalidArgumentError for something else
 */
export async function readPairs(
  given: PairSource,
  option: string,
  options: ReadOptions,
): Promise<SentencePair[]> {
  // What JavaScript passes may be nothing at all.
  const source = Object(given) as PairSource;
  if ('file' in source && isText(source.file)) {
    const [text] = await readTexts([source.file], options);
    return parseSentencePairs(text as string, { ...source, where: source.file });
  }
  if ('files' in source && areTexts(source.files)) {
    const [from, to] = await readTexts(source.files, options);
    return parseAlignedSentences(from as string, to as string, { where: source.files });
  }
  options.signal?.throwIfAborted();
  if ('text' in source && isText(source.text)) {
    return parseSentencePairs(source.text, { ...source, where: `the text of ${option}` });
  }
  if ('texts' in source && areTexts(source.texts)) {
    return parseAlignedSentences(...source.texts, {
      where: [`the first text of ${option}`, `the second text of ${option}`],
    });
  }
  throw new InvalidArgumentError(
    `sentencePairs: ${option} is none of { file }, { files: [source, target] }, { text } and { texts: [source, target] }.`,
  );
}
