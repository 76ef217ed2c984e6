import { resolve } from 'node:path';
import type { Declared } from './arguments.ts';
import { UsageError } from './errors.ts';

/**
 * The names of all experiments' own options.
 * @throws TypeError for one that cannot be typed, or that all experiments have: `taken`.
 */
export function ownNames(experiments: readonly Declared[], taken: readonly string[]): string[] {
  const names = new Set(experiments.flatMap(({ options = {} }) => Object.keys(options)));
  for (const name of names) {
    if (!/^[a-z][a-z-]*[a-z]$/.test(name) || taken.includes(name)) {
      throw new TypeError(
        `"${name}" cannot be an experiment's own option: use small letters and "-", and none of ${taken.join(', ')}.`,
      );
    }
  }
  return [...names];
}

/** @throws UsageError where the experiment has no such option, or the option does not take the value. */
export function checkOwn(
  { id, options = {} }: Declared,
  given: readonly (readonly [string, string])[],
): void {
  for (const [name, value] of given) {
    const option = options[name];
    if (option === undefined) {
      const known = Object.keys(options).map((one) => `--${one}`);
      throw new UsageError(
        `${id} has no option --${name}; ${known.length === 0 ? 'it has none of its own' : `its own are ${known.join(', ')}`}.`,
      );
    }
    if (option.choices !== undefined && !option.choices.includes(value)) {
      throw new UsageError(`--${name} must be one of ${option.choices.join(', ')}, got "${value}".`);
    }
    if (value.trim() === '') throw new UsageError(`--${name} needs a value, got "${value}".`);
  }
}

/** The values for a run: relative paths are meant from `cwd`; addresses stay what they are. */
export function ownValues(
  { options = {} }: Pick<Declared, 'options'>,
  given: Readonly<Record<string, string>>,
  cwd: string,
): Record<string, string> {
  const isAddress = (value: string) => /^[a-z]+:\/\//i.test(value);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      options[name]?.path && !isAddress(value) ? resolve(cwd, value) : value,
    ]),
  );
}

/** The part of the help that lists them; empty where there are none. */
export function ownUsage(experiments: readonly Declared[]): string {
  const parts = experiments.flatMap(({ id, options = {} }) => {
    const rows = Object.entries(options).map(([name, { value, help, choices }]) => {
      const known = choices === undefined ? '' : ` (${choices.join(', ')})`;
      return `${`  --${name} ${value}`.padEnd(21)}${help}${known}\n`;
    });
    return rows.length === 0 ? [] : [`\nOptions of ${id}:\n${rows.join('')}`];
  });
  return parts.join('');
}
