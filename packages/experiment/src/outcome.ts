import type { Experiment, Outcome } from './experiment.ts';
import type { OutputFile } from './write-folder.ts';

/** What every run writes itself. */
const RESERVED = new Set(['report.html', 'results.json']);

/**
 * What an experiment returns must be what it declares, or its report would have holes.
 *
 * @throws TypeError where metrics and values do not match, a value or a curve is not finite, or a figure's or a file's name is none.
 */
export function checkOutcome(
  { id, metrics }: Experiment,
  { reproduced, figures, curves = {}, files = {} }: Outcome,
): void {
  const [wanted, got] = [metrics, reproduced].map((record) => Object.keys(record).sort().join(', '));
  if (wanted !== got) throw new TypeError(`${id} reproduces (${got}) but declares (${wanted}).`);
  for (const [key, value] of Object.entries(reproduced)) {
    if (!Number.isFinite(value))
      throw new TypeError(`${id} reproduces ${key} as ${value}, not a finite number.`);
  }
  for (const [run, courses] of Object.entries(curves)) {
    for (const [name, course] of Object.entries(courses)) {
      if (!course.every(Number.isFinite))
        throw new TypeError(
          `${id} has a curve ${name} of ${run} with ${course.find((y) => !Number.isFinite(y))}, which JSON cannot hold.`,
        );
    }
  }
  for (const name of Object.keys(figures)) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
      throw new TypeError(`${id} names a figure "${name}"; figures have kebab-case names without ending.`);
    }
  }
  for (const name of Object.keys(files)) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+$/.test(name) || RESERVED.has(name)) {
      throw new TypeError(
        `${id} names a file "${name}"; files have kebab-case names with an ending, other than ${[...RESERVED].join(', ')}.`,
      );
    }
  }
}

/** The experiment's own files. */
export const otherFiles = ({ files = {} }: Outcome): OutputFile[] =>
  Object.entries(files).map(([name, content]) => ({ name, content }));

/** Every figure as a PNG file. */
export function pictures({ figures }: Outcome): Promise<OutputFile[]> {
  return Promise.all(
    Object.entries(figures).map(async ([name, figure]) => ({
      name: `${name}.png`,
      content: await figure.toPng({ scale: 2 }),
    })),
  );
}
