import { parseArgs } from 'node:util';
import { BACKEND_NAMES, type BackendName } from '@gradlab/backend';
import { UsageError } from './errors.ts';
import type { Mode } from './experiment.ts';

export interface RunArguments {
  readonly id: string;
  readonly mode: Mode;
  readonly seed: number;
  /** Folder for the results; undefined for the default. */
  readonly out: string | undefined;
  readonly backend: BackendName | undefined;
  readonly data: string | undefined;
  readonly resume: boolean;
}

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'list'; readonly json: boolean }
  | { readonly name: 'run'; readonly run: RunArguments };

export const USAGE = `Usage:
  npm run lab -- list [--json]      the experiments that exist
  npm run lab -- <id> [options]     run one

Options:
  --quick | --full   a smoke test within a minute | the source's own protocol; without them, what fits into minutes
  --seed N           decides every random choice; an integer from 0 to 2^32 - 1 (default 0)
  --out DIR          where results.json, report.html and pictures go (default results/<id>)
  --backend NAME     ${BACKEND_NAMES.join(', ')} (default: the fastest that works)
  --data DIR         read data sets from this folder and nowhere else
  --resume           go on from the checkpoint of a run that was stopped
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  quick: { type: 'boolean' },
  full: { type: 'boolean' },
  seed: { type: 'string' },
  out: { type: 'string' },
  backend: { type: 'string' },
  data: { type: 'string' },
  resume: { type: 'boolean' },
} as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    // Its messages go on to explain `--`; the first sentence says what is wrong.
    const [sentence = ''] = (error as Error).message.split(/\. /);
    throw new UsageError(`${sentence.replace(/\.$/, '')}. See npm run lab -- --help.`);
  }
}

/** What every random generator of the packages takes. */
const MAX_SEED = 2 ** 32 - 1;

function seedOf(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > MAX_SEED) {
    throw new UsageError(`--seed must be an integer from 0 to ${MAX_SEED}, got "${text}".`);
  }
  return seed;
}

function backendOf(text: string): BackendName {
  const name = BACKEND_NAMES.find((candidate) => candidate === text);
  if (name === undefined)
    throw new UsageError(`--backend must be one of ${BACKEND_NAMES.join(', ')}, got "${text}".`);
  return name;
}

/** @throws UsageError for an unknown flag, a missing or second id, or a value that a flag cannot take. */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const [first, ...rest] = positionals;
  if (values.help || (first === undefined && Object.keys(values).length === 0)) return { name: 'help' };
  if (first === undefined) throw new UsageError('Name an experiment; npm run lab -- list shows them.');
  if (rest.length > 0) throw new UsageError(`One experiment at a time; "${rest.join(' ')}" is too much.`);
  const {
    json = false,
    quick = false,
    full = false,
    seed = '0',
    backend,
    out,
    data,
    resume = false,
  } = values;
  if (first === 'list') {
    const foreign = Object.keys(values).find((name) => name !== 'json');
    if (foreign !== undefined) throw new UsageError(`list takes no --${foreign}.`);
    return { name: 'list', json };
  }
  if (json) throw new UsageError('--json belongs to list.');
  if (quick && full) throw new UsageError('Choose --quick or --full, not both.');
  const mode = quick ? 'quick' : full ? 'full' : 'default';
  const run = {
    id: first,
    mode,
    seed: seedOf(seed),
    out,
    backend: backend === undefined ? undefined : backendOf(backend),
    data,
    resume,
  } as const;
  return { name: 'run', run };
}

/** As a POSIX shell reads it back. */
const quoted = (path: string) =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

/** The command that repeats a run, as typed. */
export function commandLine(
  { id, mode, seed, out, backend, data }: RunArguments,
  more: readonly string[] = [],
): string {
  const flags = [
    ...(mode === 'default' ? [] : [`--${mode}`]),
    ...(seed === 0 ? [] : ['--seed', String(seed)]),
    ...(backend === undefined ? [] : ['--backend', backend]),
    ...(data === undefined ? [] : ['--data', quoted(data)]),
    ...(out === undefined ? [] : ['--out', quoted(out)]),
    ...more,
  ];
  return ['npm run lab --', id, ...flags].join(' ');
}
