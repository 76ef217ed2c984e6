import { join } from 'node:path';
import type { Experiment } from './experiment.ts';
import { findResults } from './read-results.ts';
import { indexHtml } from './report-index.ts';
import { writeFolder } from './write-folder.ts';

export interface WrittenIndex {
  readonly file: string;
  readonly runs: number;
  readonly leftOut: number;
}

const INDEX = 'index.html';

/**
 * Writes one page over all results under `root`: `index.html` in `folder`.
 *
 * @throws UsageError where the folder cannot be written.
 */
export async function writeIndex(
  experiments: readonly Experiment[],
  { root, folder, command }: { readonly root: string; readonly folder: string; readonly command: string },
): Promise<WrittenIndex> {
  const found = await findResults(root, experiments);
  await writeFolder(folder, [
    { name: INDEX, content: indexHtml({ experiments, root, folder, command, ...found }) },
  ]);
  return { file: join(folder, INDEX), runs: found.runs.length, leftOut: found.leftOut.length };
}
