import { InvalidDataError, MissingFileError } from '../errors.ts';
import type { Labels } from './folder-options.ts';
import { byCodePoint, byFolderThenName, nameOf } from './picture-names.ts';

/** Pictures with their classes, in the order of the data set. */
export interface LabelledFiles {
  readonly paths: readonly string[];
  readonly labels: readonly number[];
  readonly classes: readonly string[];
  /** Pictures without a class. */
  readonly unlabelled: readonly string[];
}

export interface LabelRequest {
  /** What error messages call the folder. */
  readonly where: string;
  /** Paths of pictures. */
  readonly pictures: readonly string[];
  /** Names of the folders in `root`, where they are known. */
  readonly folders: readonly string[];
  readonly labels: Labels;
  readonly classes?: readonly string[] | undefined;
}

const firstFolder = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined);

/** A function of the path, whatever `labels` is. */
function labeller(labels: Labels): (path: string) => string | number | undefined {
  if (labels === 'folder') return firstFolder;
  if (labels === 'prefix') {
    return (path) => {
      const digits = /^(\d+)_/.exec(nameOf(path))?.[1];
      return digits === undefined ? undefined : Number(digits);
    };
  }
  if (typeof labels === 'function') return labels;
  return (path) => labels.get(path) ?? labels.get(nameOf(path));
}

function refuseMissing({ where, pictures, labels }: LabelRequest) {
  if (typeof labels === 'string' || typeof labels === 'function') return;
  const there = new Set(pictures.flatMap((path) => [path, nameOf(path)]));
  const missing = [...labels.keys()].filter((path) => !there.has(path));
  if (missing.length === 0) return;
  throw new MissingFileError(
    `${where}: ${missing.length} pictures that have a label are not there, such as ${missing[0]}; ` +
      'the paths of labels begin at root, or are names without folders.',
  );
}

function refuseEmptyClasses({ where, pictures, folders, labels, classes }: LabelRequest) {
  if (labels !== 'folder' || classes !== undefined) return;
  const used = new Set(pictures.map(firstFolder));
  const empty = folders.filter((folder) => !used.has(folder) && !folder.startsWith('.')).sort(byCodePoint);
  if (empty.length === 0) return;
  throw new InvalidDataError(
    `${where}: no picture in the class folders ${empty.join(', ')}; fill or delete them, or name the classes with the option classes.`,
  );
}

/** Class names for what was found: the names themselves, sorted, or the numbers up to the largest. */
function classesOf(found: readonly (string | number)[], where: string): readonly string[] {
  const names = [...new Set(found)].filter((label) => typeof label === 'string');
  if (names.length === 0) {
    const largest = found.reduce<number>((most, label) => Math.max(most, label as number), -1);
    // Checked here as well: a wrong label must not become a list of a billion names.
    if (!Number.isSafeInteger(largest) || largest < 0 || largest >= 65_536) return [];
    return Array.from({ length: largest + 1 }, (_, i) => String(i));
  }
  if (found.every((label) => typeof label === 'string')) return names.sort(byCodePoint);
  throw new InvalidDataError(
    `${where}: some labels are names (${names[0]}) and some are numbers; give every picture the same kind.`,
  );
}

/**
 * Gives every picture its class.
 *
 * @throws InvalidDataError when there is no picture, a class folder is empty, or a label is none of the classes
 * @throws MissingFileError when a labelled picture is not there
 */
export function labelFiles(request: LabelRequest): LabelledFiles {
  const { where, pictures } = request;
  refuseMissing(request);
  refuseEmptyClasses(request);
  const labelOf = labeller(request.labels);
  const all = pictures.map((path) => ({ path, label: labelOf(path) }));
  const unlabelled = all.filter(({ label }) => label === undefined).map(({ path }) => path);
  const found = all.filter(
    (file): file is { path: string; label: string | number } => file.label !== undefined,
  );
  if (found.length === 0) {
    throw new InvalidDataError(
      `${where}: ${pictures.length} pictures (.jpg, .jpeg, .png, .webp), none with a class; ` +
        'put them into a folder for each class, or set labels.',
    );
  }

  const classes =
    request.classes ??
    classesOf(
      found.map(({ label }) => label),
      where,
    );
  const index = new Map(classes.map((name, i) => [name, i]));
  const labelled = found.map(({ path, label }) => {
    const number = typeof label === 'string' ? index.get(label) : label;
    if (number !== undefined && Number.isInteger(number) && number >= 0 && number < classes.length) {
      return { path, label: number };
    }
    throw new InvalidDataError(
      `${where}: ${path} has the label ${JSON.stringify(label)}, which is none of the ${classes.length} classes${
        classes.length > 0 && classes.length <= 20 ? ` (${classes.join(', ')})` : ''
      }; correct it, or the option classes.`,
    );
  });
  const grouped = request.labels === 'folder' || request.labels === 'prefix';
  labelled.sort((a, b) => (grouped ? a.label - b.label : 0) || byFolderThenName(a.path, b.path));
  return {
    paths: labelled.map(({ path }) => path),
    labels: labelled.map(({ label }) => label),
    classes,
    unlabelled,
  };
}
