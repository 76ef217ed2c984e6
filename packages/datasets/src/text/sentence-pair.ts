import { CorruptFileError, InvalidArgumentError } from '../errors.ts';

/** A sentence and its translation. */
export interface SentencePair {
  readonly source: string;
  readonly target: string;
}

/** The lines of a text; the last one may end without a line feed. Nothing else ends a line, not even U+2028. */
function linesOf(text: string, where: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0)
    throw new CorruptFileError(`${where}: the text is empty; at least one line is needed.`);
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function sentence(text: string | undefined, place: string): string {
  const trimmed = text?.trim() ?? '';
  if (trimmed !== '') return trimmed;
  throw new CorruptFileError(`${place}: there is no sentence; delete the pair, or write what is missing.`);
}

/**
 * Reads tab-separated sentence pairs, one pair a line, as Tatoeba's are distributed: English, translation, attribution. Columns that
 * are not asked for are left out.
 *
 * @param text the complete file
 * @param options.columns which columns hold source and target. Default `[0, 1]`; `[1, 0]` translates the other way
 * @param options.where what error messages call the text. Default `text`
 * @throws CorruptFileError for an empty text, a line with fewer columns or an empty sentence; the message names the line
 */
export function parseSentencePairs(
  text: string,
  options: { readonly columns?: readonly [number, number]; readonly where?: string } = {},
): SentencePair[] {
  const { columns = [0, 1], where = 'text' } = options;
  if (!columns.every((column) => Number.isInteger(column) && column >= 0) || columns[0] === columns[1]) {
    throw new InvalidArgumentError(
      `columns is [${columns}]; pass two different column numbers, counted from 0.`,
    );
  }
  const needed = Math.max(...columns) + 1;
  return linesOf(text, where).map((line, i) => {
    const fields = line.split('\t');
    const place = `${where}, line ${i + 1}`;
    if (fields.length < needed) {
      throw new CorruptFileError(
        fields.length === 1
          ? `${place}: no tab; a line is a sentence, a tab and its translation.`
          : `${place}: ${fields.length} columns, but column ${needed - 1} (from 0) is asked for.`,
      );
    }
    return {
      source: sentence(fields[columns[0]], `${place}, column ${columns[0]}`),
      target: sentence(fields[columns[1]], `${place}, column ${columns[1]}`),
    };
  });
}

/**
 * Reads two texts of which line `i` of one translates line `i` of the other, such as Multi30k's.
 *
 * @param options.where what error messages call the texts. Default `source` and `target`
 * @throws CorruptFileError for an empty text, an empty line, or texts of unequal line counts
 */
export function parseAlignedSentences(
  source: string,
  target: string,
  options: { readonly where?: readonly [string, string] } = {},
): SentencePair[] {
  const { where = ['source', 'target'] } = options;
  const sources = linesOf(source, where[0]);
  const targets = linesOf(target, where[1]);
  if (sources.length !== targets.length) {
    throw new CorruptFileError(
      `${where[0]} has ${sources.length} lines and ${where[1]} ${targets.length}; each line needs its translation.`,
    );
  }
  return sources.map((line, i) => ({
    source: sentence(line, `${where[0]}, line ${i + 1}`),
    target: sentence(targets[i], `${where[1]}, line ${i + 1}`),
  }));
}
