import { InvalidArgumentError } from '../errors.ts';
import { type RowsDataset, rowsDataset } from '../rows-dataset.ts';
import type { LanguagePartName, LanguageTask } from './language-task.ts';

export interface WordEncoding {
  /**
   * `oneHot`: float32 `[L, characters]`, zero vectors where a word has no letter, which `wordGru` of `@gradlab/models` takes and skips.
   * `indices`: int32 `[L]`, for an embedding. Default `oneHot`.
   */
  readonly encoding?: 'oneHot' | 'indices';
  /**
   * Where a word that is shorter than L is filled up. A network that reads its last step only, and does not skip zero vectors, sees the word's
   * end there with `left`. Default `right`, as in the file.
   */
  readonly padding?: 'right' | 'left';
  /** The index that fills up `indices`. For an embedding pass the number of characters, and make it one larger. Default -1. */
  readonly padIndex?: number;
}

/** The words with the padding where it is wanted, -1 still. */
function moved(x: Int32Array, longest: number): Int32Array {
  const result = new Int32Array(x.length).fill(-1);
  for (let from = 0; from < x.length; from += longest) {
    const word = x.subarray(from, from + longest).filter((id) => id >= 0);
    result.set(word, from + longest - word.length);
  }
  return result;
}

function oneHot(x: Int32Array, depth: number): Float32Array {
  const codes = new Float32Array(x.length * depth);
  for (const [i, id] of x.entries()) if (id >= 0) codes[i * depth + id] = 1;
  return codes;
}

/** A part of the task as a data set; its targets are the languages. */
export function wordRows(
  task: LanguageTask,
  part: LanguagePartName,
  { encoding = 'oneHot', padding = 'right', padIndex = -1 }: WordEncoding,
): RowsDataset<Float32Array | Int32Array, Int32Array> {
  const { characters, languages, longest } = task;
  const { x, y } = task.parts[part];
  const free = padIndex < 0 || padIndex >= characters.length;
  if (!free || !Number.isInteger(padIndex) || Math.abs(padIndex) > 0x7fffffff) {
    throw new InvalidArgumentError(
      `languageWords: padIndex is ${padIndex}; pass an integer that is no character's: -1 or ${characters.length}.`,
    );
  }
  const padded = padding === 'left' ? moved(x, longest) : x;
  return rowsDataset<Float32Array | Int32Array, Int32Array>({
    name: `language words (${part})`,
    classes: languages,
    inputs:
      encoding === 'oneHot'
        ? { data: oneHot(padded, characters.length), shape: [longest, characters.length] }
        : { data: padded.map((id) => (id < 0 ? padIndex : id)), shape: [longest] },
    targets: { data: y, shape: [] },
  });
}
