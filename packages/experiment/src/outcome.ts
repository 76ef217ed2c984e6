import type { Experiment, Outcome } from './experiment.ts';
import type { OutputFile } from './write-folder.ts';

/**
 * What an experiment returns must be what it declares, or its report would have holes.
 *
 * @throws TypeError where metrics and values do not match, a value is not finite, or a figure's name is no file name.
 */
export function checkOutcome({ id, metrics }: Experiment, { reproduced, figures }: Outcome): void {
  const [wanted, got] = [metrics, reproduced].map((record) => Object.keys(record).sort().join(', '));
  if (wanted !== got) throw new TypeError(`${id} reproduces (${got}) but declares (${wanted}).`);
  for (const [key, value] of Object.entries(reproduced)) {
    if (!Number.isFinite(value))
      throw new TypeError(`${id} reproduces ${key} as ${value}, not a finite number.`);
  }
  for (const name of Object.keys(figures)) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
      throw new TypeError(`${id} names a figure "${name}"; figures have kebab-case names without ending.`);
    }
  }
}

/** Every figure as a PNG file. */
export function pictures({ figures }: Outcome): Promise<OutputFile[]> {
  return Promise.all(
    Object.entries(figures).map(async ([name, figure]) => ({
      name: `${name}.png`,
      content: await figure.toPng({ scale: 2 }),
    })),
  );
}
