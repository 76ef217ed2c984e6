import { InvalidArgumentError } from '../errors.ts';
import type { ImageDataset } from '../image-dataset.ts';
import type { Progress } from '../progress.ts';
import type { RowsDataset } from '../rows-dataset.ts';

/** A data set of images has `images`, one of rows has `inputs`. */
export type StorableDataset = ImageDataset | RowsDataset;

/** Data sets by name, and in each its parts by name: `{ mnist: { train, test } }`. */
export type DatasetBundle = Readonly<Record<string, Readonly<Record<string, StorableDataset>>>>;

/** What was read back from a file. */
export type StoredBundle = Record<string, Record<string, StorableDataset>>;

export interface ExportOptions {
  /** What else to say about each data set, such as `{ mnist: { source: 'http://...', licence: 'CC BY-SA 3.0' } }`. */
  readonly notes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Stops the work; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Phase `write`, in bytes of numbers, uncompressed. */
  readonly onProgress?: (progress: Progress) => void;
}

const NAME = /^[A-Za-z0-9][\w .-]*$/;

/**
 * Names that every system keeps as they are: they become the names of groups, zip members and MATLAB structures.
 *
 * @throws InvalidArgumentError when there is none, one is unsuitable, or a note is about nothing
 */
export function checkBundle(bundle: DatasetBundle, notes: ExportOptions['notes'] = {}): void {
  const check = (name: string) => {
    if (NAME.test(name)) return;
    throw new InvalidArgumentError(
      `export: ${JSON.stringify(name)} cannot be the name of a data set, part or note; use letters, digits, _, - and dots.`,
    );
  };
  if (Object.keys(bundle).length === 0) {
    throw new InvalidArgumentError('export: there is no data set; pass { name: { train, test } }.');
  }
  for (const [name, parts] of Object.entries(bundle)) {
    check(name);
    for (const part of Object.keys(parts)) check(part);
    if (Object.keys(parts).length === 0) {
      throw new InvalidArgumentError(`export: ${name} has no part; pass { ${name}: { train, test } }.`);
    }
  }
  for (const [name, texts] of Object.entries(notes)) {
    for (const key of Object.keys(texts)) check(key);
    if (Object.hasOwn(bundle, name)) continue;
    throw new InvalidArgumentError(`export: notes are about ${JSON.stringify(name)}, which is not exported.`);
  }
}
