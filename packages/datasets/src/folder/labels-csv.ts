import Papa from 'papaparse';
import { CorruptFileError, InvalidArgumentError } from '../errors.ts';

export interface CsvOptions {
  /** The column with the paths: its title, or its number from 0 when there are no titles. Default 0, the first. */
  readonly path?: string | number;
  /** The column with the labels. Default 1, the second. */
  readonly label?: string | number;
  /** Whether the first row holds titles. Default true. */
  readonly titles?: boolean;
}

/**
 * The labels of pictures from a CSV text: commas, semicolons or tabs, quotes as in RFC 4180. Labels that are all whole numbers are class
 * indices, others class names.
 *
 * @returns a table from paths to labels, for the option `labels` of `imageFolder`
 * @throws CorruptFileError when a row is malformed, too short or empty, or a path comes twice
 * @throws InvalidArgumentError when there is no such column
 */
export function labelsFromCsv(text: string, options: CsvOptions = {}): Map<string, string | number> {
  const { path = 0, label = 1, titles = true } = options;
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy' });
  const [error] = errors.filter(({ code }) => code !== 'UndetectableDelimiter');
  if (error) throw new CorruptFileError(`CSV row ${(error.row ?? 0) + 1}: ${error.message}.`);
  const first = data[0] ?? [];
  const column = (wanted: string | number) => {
    const at = typeof wanted === 'number' ? wanted : titles ? first.indexOf(wanted) : -1;
    if (Number.isInteger(at) && at >= 0 && at < first.length) return at;
    throw new InvalidArgumentError(
      `CSV: there is no column ${JSON.stringify(wanted)}; the first row is ${first.join(' | ') || 'empty'}.`,
    );
  };
  const [from, to] = [column(path), column(label)];

  const table = new Map<string, string>();
  for (const [i, row] of data.entries()) {
    if (titles && i === 0) continue;
    const [key, value] = [row[from]?.trim(), row[to]?.trim()];
    if (!key || !value) throw new CorruptFileError(`CSV row ${i + 1}: the path or the label is missing.`);
    if (table.has(key)) throw new CorruptFileError(`CSV row ${i + 1}: ${key} has a label already.`);
    table.set(key, value);
  }
  if (table.size === 0) throw new CorruptFileError('CSV: there is no row with a label.');
  const numeric = [...table.values()].every((value) => /^\d+$/.test(value));
  return new Map([...table].map(([key, value]) => [key, numeric ? Number(value) : value]));
}
