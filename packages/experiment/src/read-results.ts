import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemReason } from './errors.ts';
import type { Experiment } from './experiment.ts';
import type { Results } from './results.ts';

/** A run whose results were found. */
export interface FoundRun {
  readonly results: Results;
  /** Where `results.json` is. */
  readonly file: string;
  /** Its report, where there is one beside the results. */
  readonly report: string | undefined;
}

/** A file that should hold results and does not, and why. */
export interface LeftOut {
  readonly file: string;
  readonly reason: string;
}

export interface FoundResults {
  readonly runs: readonly FoundRun[];
  readonly leftOut: readonly LeftOut[];
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).then(
    (names) => names.sort(),
    () => [],
  );

/** Where results lie: those of runs in `results/<id>`, and those that were committed in `apps/<app>/results/<id>.json`. */
async function candidates(root: string, experiments: readonly Experiment[]) {
  const local = await Promise.all(
    (await namesIn(join(root, 'results'))).map(async (name) => {
      const folder = join(root, 'results', name);
      const names = await namesIn(folder);
      if (!names.includes('results.json')) return [];
      const report = names.includes('report.html') ? join(folder, 'report.html') : undefined;
      return [{ file: join(folder, 'results.json'), report }];
    }),
  );
  const apps = [...new Set(experiments.map(({ app }) => app))];
  const committed = await Promise.all(
    apps.map(async (app) => {
      const folder = join(root, 'apps', app, 'results');
      const names = (await namesIn(folder)).filter((name) => name.endsWith('.json'));
      return names.map((name) => ({ file: join(folder, name), report: undefined }));
    }),
  );
  return [...local.flat(), ...committed.flat()];
}

/** @throws Error that says what the file lacks. */
function parseResults(text: string, ids: ReadonlySet<string>): Results {
  let value: Partial<Results> | null;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error('it is no JSON', { cause });
  }
  const { id, mode, seed, reproduced, seconds } = value ?? {};
  const numbers = Object.values(reproduced ?? {});
  if (
    typeof id !== 'string' ||
    (mode !== 'quick' && mode !== 'default' && mode !== 'full') ||
    typeof seed !== 'number' ||
    typeof seconds !== 'number' ||
    numbers.length === 0 ||
    !numbers.every((number) => typeof number === 'number')
  ) {
    throw new Error('it has not the fields of results.json');
  }
  if (!ids.has(id)) throw new Error(`there is no experiment ${id}`);
  return value as Results;
}

/** All results under `root`; a run whose committed copy is the same file counts once. What cannot be read is named. */
export async function findResults(root: string, experiments: readonly Experiment[]): Promise<FoundResults> {
  const ids = new Set(experiments.map(({ id }) => id));
  const runs = new Map<string, FoundRun>();
  const leftOut: LeftOut[] = [];
  for (const { file, report } of await candidates(root, experiments)) {
    try {
      const results = parseResults(await readFile(file, 'utf8'), ids);
      const key = JSON.stringify(results);
      if (!runs.has(key)) runs.set(key, { results, file, report });
    } catch (error) {
      leftOut.push({ file, reason: systemReason(error) });
    }
  }
  return { runs: [...runs.values()], leftOut };
}
