import { UsageError } from './errors.ts';
import type { Experiment } from './experiment.ts';
import { reportedOf } from './results.ts';

/** For people. */
export function listText(experiments: readonly Experiment[]): string {
  const width = Math.max(...experiments.map(({ id }) => id.length));
  return experiments.map(({ id, title, app }) => `${id.padEnd(width)}  ${title}  (${app})\n`).join('');
}

/** For programs: `[{ id, title, app, reported }]`. */
export function listJson(experiments: readonly Experiment[]): string {
  const rows = experiments.map((experiment) => {
    const { id, title, app } = experiment;
    return { id, title, app, reported: reportedOf(experiment) };
  });
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** Ids name folders and are typed: @throws TypeError for one that is not a word, or two that a file system may confuse. */
export function checkIds(experiments: readonly Experiment[]): void {
  const ids = experiments.map(({ id }) => id);
  const folded = ids.map((id) => id.toLowerCase());
  for (const [index, id] of ids.entries()) {
    if (!/^[a-z0-9][a-z0-9+-]*$/i.test(id) || id === 'list' || id === 'report') {
      throw new TypeError(`"${id}" cannot be an experiment's id: use letters, digits, "-" and "+".`);
    }
    if (folded.indexOf(id.toLowerCase()) !== index)
      throw new TypeError(`Two experiments have the id "${id}".`);
  }
}

/** @throws UsageError where no experiment has this id. */
export function findExperiment(experiments: readonly Experiment[], id: string): Experiment {
  const found = experiments.find((experiment) => experiment.id === id);
  if (found) return found;
  const known = experiments.map((experiment) => experiment.id).join(', ');
  throw new UsageError(`There is no experiment "${id}"; there are ${known}.`);
}
