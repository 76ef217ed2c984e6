import { parseArgs } from 'node:util';
import { BACKEND_NAMES, type BackendName } from '@gradlab/backend';
import { UsageError } from './errors.ts';
import type { Experiment, Mode } from './experiment.ts';
import { checkOwn, ownNames } from './own-options.ts';

export interface RunArguments {
  readonly id: string;
  readonly mode: Mode;
  readonly seed: number;
  /** Folder for the results, as typed; undefined for the default. */
  readonly out: string | undefined;
  readonly backend: BackendName | undefined;
  /** Folder of the data sets, as typed. */
  readonly data: string | undefined;
  readonly resume: boolean;
  /** The experiment's own options that were given, as typed. */
  readonly options: Readonly<Record<string, string>>;
}

/** What is needed of an experiment to read its command line. */
export type Declared = Pick<Experiment, 'id' | 'options'>;

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'list'; readonly json: boolean }
  | { readonly name: 'report'; readonly out: string | undefined }
  | { readonly name: 'run'; readonly run: RunArguments };

/** The largest seed that everything random takes: 32 bits. */
export const MAX_SEED = 2 ** 32 - 1;

export const USAGE = `Usage:
  npm run lab -- list [--json]      the experiments that exist
  npm run lab -- <id> [options]     run one
  npm run lab -- report [--out DIR] one page over all results (default results/index.html)

Options:
  --quick | --full   a smoke test within a minute | the source's own protocol; without them, what fits into minutes
  --seed N           decides every random choice; an integer from 0 to ${MAX_SEED} (default 0)
  --out DIR          where results.json, report.html and pictures go (default results/<id>)
  --backend NAME     ${BACKEND_NAMES.join(', ')} (default: the fastest that works)
  --data DIR         read data sets from this folder and nowhere else
  --resume           go on from the checkpoint of a run that was stopped

Exit code: 0 target met, 1 target not met, 2 bad usage or bad input, 130 stopped by Ctrl-C.
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

/** What `parseArgs` complains about, in one sentence: its own messages go on for lines. */
function complaint(error: Error): string {
  const [, flag] = /'(?:-\w, )?(--[\w-]+)( <value>)?'/.exec(error.message) ?? [];
  if (/argument missing/.test(error.message)) return `${flag} needs a value`;
  if (/ambiguous/.test(error.message))
    return `${flag} needs a value; one that begins with "-" is written ${flag}=-`;
  const [sentence = ''] = error.message.split(/\.\s/);
  return sentence.replace(/\.$/, '');
}

function parse(argv: readonly string[], own: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...Object.fromEntries(own.map((name) => [name, { type: 'string' } as const])), ...OPTIONS },
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    throw new UsageError(`${complaint(error as Error)}. See npm run lab -- --help.`);
  }
}

function checkOnce(tokens: ReturnType<typeof parse>['tokens']): void {
  const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`--${twice} is given twice.`);
}

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

/** An unset variable in a script would otherwise mean the working folder. */
function folderOf(flag: string, text: string): string {
  if (text.trim() === '') throw new UsageError(`${flag} needs a folder, got "${text}".`);
  return text;
}

/**
 * @throws UsageError for an unknown, repeated or conflicting flag, a missing or second id, or a value that a flag
 *   cannot take. Options of other experiments are unknown flags.
 */
export function parseCommand(argv: readonly string[], experiments: readonly Declared[] = []): Command {
  const names = ownNames(experiments, Object.keys(OPTIONS));
  const { values, positionals, tokens } = parse(argv, names);
  const [first, ...rest] = positionals;
  if (values.help || (first === undefined && Object.keys(values).length === 0)) return { name: 'help' };
  checkOnce(tokens);
  if (first === undefined) throw new UsageError('Name an experiment; npm run lab -- list shows them.');
  if (rest.length > 0) throw new UsageError(`One experiment at a time; "${rest.join(' ')}" is too much.`);
  const { json = false, quick = false, full = false, seed = '0', resume = false } = values;
  if (first === 'list') {
    const foreign = Object.keys(values).find((name) => name !== 'json');
    if (foreign !== undefined) throw new UsageError(`list takes no --${foreign}.`);
    return { name: 'list', json };
  }
  if (first === 'report') {
    const foreign = Object.keys(values).find((name) => name !== 'out');
    if (foreign !== undefined) throw new UsageError(`report takes no --${foreign}.`);
    return { name: 'report', out: values.out === undefined ? undefined : folderOf('--out', values.out) };
  }
  if (json) throw new UsageError('--json belongs to list.');
  if (quick && full) throw new UsageError('Choose --quick or --full, not both.');
  const given = names.flatMap((name) => {
    const value = (values as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  // An unknown id is the lab's to name, with those that it knows.
  const experiment = experiments.find(({ id }) => id === first);
  if (experiment) checkOwn(experiment, given);
  const run = {
    id: first,
    mode: quick ? 'quick' : full ? 'full' : 'default',
    seed: seedOf(seed),
    out: values.out === undefined ? undefined : folderOf('--out', values.out),
    backend: values.backend === undefined ? undefined : backendOf(values.backend),
    data: values.data === undefined ? undefined : folderOf('--data', values.data),
    resume,
    options: Object.fromEntries(given),
  } as const;
  return { name: 'run', run };
}
