import type { RunArguments } from './arguments.ts';

/** One word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A value that begins with a dash must be tied to its flag, or it would be read as one. */
const valued = (flag: string, value: string): string[] =>
  value.startsWith('-') ? [quoted(`${flag}=${value}`)] : [flag, quoted(value)];

/** The command that repeats a run, as typed; it parses back to the same arguments. */
export function commandLine({ id, mode, seed, out, backend, data, resume, options }: RunArguments): string {
  const flags = [
    ...(mode === 'default' ? [] : [`--${mode}`]),
    ...(seed === 0 ? [] : ['--seed', String(seed)]),
    ...(backend === undefined ? [] : ['--backend', backend]),
    ...(data === undefined ? [] : valued('--data', data)),
    ...(out === undefined ? [] : valued('--out', out)),
    ...Object.entries(options).flatMap(([name, value]) => valued(`--${name}`, value)),
    ...(resume ? ['--resume'] : []),
  ];
  return ['npm run lab --', quoted(id), ...flags].join(' ');
}

/** The command that writes the page over all results. */
export const reportCommand = (out: string | undefined): string =>
  ['npm run lab -- report', ...(out === undefined ? [] : valued('--out', out))].join(' ');
