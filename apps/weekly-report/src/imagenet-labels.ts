import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { labelsFromCsv } from '@gradlab/datasets';
import { UsageError } from '@gradlab/experiment';

const CLASSES = 1000;

/** Class indices by picture: its name, its name without ending, or its number. */
export type LabelTable = ReadonlyMap<string, number>;

/** Whether a file or folder is there. */
export const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Class indices by picture, from a CSV: the column called TrueLabel, label or index, else the second one. */
export function labelsOfCsv(text: string, where: string): LabelTable {
  const titles = (text.split(/\r?\n/, 1)[0] ?? '').split(/[,;\t]/).map((title) => title.trim());
  const column = titles.findIndex((title) => /^"?(true_?label|label|index)"?$/i.test(title));
  const table = labelsFromCsv(text, { label: column < 0 ? 1 : column });
  for (const [picture, label] of table) checkLabel(label, `${where}: ${picture}`);
  return table as LabelTable;
}

function checkLabel(label: unknown, where: string): void {
  if (Number.isInteger(label) && (label as number) >= 0 && (label as number) < CLASSES) return;
  throw new UsageError(
    `${where} has the label ${JSON.stringify(label)}; an ImageNet class index is an integer from 0 to ${CLASSES - 1}.`,
  );
}

/** Labels of the published samples: `[{ file, index }]`. */
function labelsOfJson(text: string, where: string): LabelTable {
  const rows = JSON.parse(text) as readonly { readonly file: string; readonly index: number }[];
  for (const { file, index } of rows) checkLabel(index, `${where}: ${file}`);
  return new Map(rows.map(({ file, index }) => [basename(file), index]));
}

/**
 * The labels in a file, or in labels.csv or labels.json beside a folder of pictures.
 * @throws UsageError where there are none, or one is no class index.
 */
export async function readTable(given: string | undefined, folder: string): Promise<LabelTable> {
  const besides = ['labels.csv', 'labels.json'].map((name) => join(dirname(folder), name));
  for (const path of given === undefined ? besides : [given]) {
    if (!(await exists(path))) continue;
    const text = await readFile(path, 'utf8');
    return path.endsWith('.json') ? labelsOfJson(text, path) : labelsOfCsv(text, path);
  }
  throw new UsageError(
    `There are no labels: ${given ?? besides.join(' and ')} cannot be found; name a CSV with pictures and class indices by --labels.`,
  );
}

/** The row of a picture: its name, the name without ending, or that as a number (`007.png` is row `7`). */
export function rowOf(table: LabelTable, picture: string): string | undefined {
  const { base, name } = parse(picture);
  return [picture, base, name, String(Number(name))].find((key) => table.has(key));
}
