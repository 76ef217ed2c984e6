import { parseArgs } from 'node:util';
import { BenchUsageError } from './errors.ts';
import { OPERATIONS, type Operation, WORKLOADS, type Workload } from './workloads.ts';

export const CONTENDER_KEYS = ['ours', 'wasm', 'cpu', 'pytorch'] as const;

export type ContenderKey = (typeof CONTENDER_KEYS)[number];

export interface BenchOptions {
  readonly workloads: readonly Workload[];
  readonly operations: readonly Operation[];
  readonly skip: readonly ContenderKey[];
  /** Rounds of the table and of the kernels. */
  readonly rounds: number;
  /** Least duration of one measurement. */
  readonly minimumMs: number;
  /** Least duration of warming up. */
  readonly warmUpMs: number;
  /** What would take longer than this, all rounds together, is run once or not at all. */
  readonly limitSeconds: number;
  /** Training steps of the memory part. */
  readonly steps: number;
  readonly seed: number;
  /** More Node binaries. */
  readonly nodes: readonly string[];
  readonly parts: readonly Part[];
  /** Where the results go, where that was said. */
  readonly out: string | undefined;
  /** Nothing was left out or cut short: the results may become the committed ones. */
  readonly isComplete: boolean;
}

export type Part = 'table' | 'memory' | 'kernels' | 'fit' | 'figures';

export const USAGE = `npm run bench -- [options]

Without options: the table of all networks and the memory part, written to benchmarks/results/bench.json.

  --kernels            the kernels one by one, in GFLOP/s, instead
  --memory             the memory part alone
  --fit                what fit of @gradlab/train adds to a loop by hand; writes it beside the rest
  --figures            how long the figures of @gradlab/plot take to become SVG; writes it beside the rest
  --table              the table alone
  --only a,b           networks: ${WORKLOADS.map(({ id }) => id).join(', ')}
  --what a,b           operations: ${OPERATIONS.join(', ')}
  --skip a,b           leave out contenders: ${CONTENDER_KEYS.join(', ')}
  --node PATH          also ours on another Node binary; can be given more than once
  --rounds N           interleaved rounds (11)
  --limit SECONDS      what takes longer, all rounds together, is run once or not at all (120)
  --steps N            training steps of the memory part (2000)
  --batch N            another batch size, for trials
  --ms N               least duration of one measurement (100)
  --seed N             of weights and inputs (0)
  --out FILE           where the results go; a run that leaves something out writes to results/bench.json otherwise
  --help

GRADLAB_PYTHON names a Python with torch; else python3 and /usr/bin/python3 are tried.`;

function listOf<T extends string>(
  flag: string,
  value: string | undefined,
  allowed: readonly T[],
): readonly T[] {
  if (value === undefined) return allowed;
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(allowed as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new BenchUsageError(`--${flag}: there is no "${unknown}"; choose from ${allowed.join(', ')}.`);
  }
  return allowed.filter((name) => names.includes(name));
}

function numberOf(flag: string, value: string | undefined, standard: number, least: number): number {
  if (value === undefined) return standard;
  const number = Number(value);
  if (value.trim() === '' || !Number.isInteger(number) || number < least) {
    throw new BenchUsageError(`--${flag} must be an integer of at least ${least}, got "${value}".`);
  }
  return number;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        only: text,
        what: text,
        skip: text,
        node: { type: 'string', multiple: true, default: [] },
        rounds: text,
        limit: text,
        steps: text,
        batch: text,
        ms: text,
        seed: text,
        out: text,
        kernels: flag,
        memory: flag,
        fit: flag,
        figures: flag,
        table: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new BenchUsageError((error as Error).message);
  }
}

/**
 * @returns the options, or `undefined` where help was asked for.
 * @throws BenchUsageError for what does not exist.
 */
export function parseOptions(argv: readonly string[]): BenchOptions | undefined {
  const given = parse(argv);
  if (given.help) return undefined;
  const ids = listOf(
    'only',
    given.only,
    WORKLOADS.map(({ id }) => id),
  );
  const batch = numberOf('batch', given.batch, 0, 1);
  const chosen = (['table', 'memory', 'kernels', 'fit', 'figures'] as const).filter((part) => given[part]);
  const cut = ['only', 'what', 'skip', 'rounds', 'limit', 'steps', 'batch', 'ms'] as const;
  return {
    workloads: WORKLOADS.filter(({ id }) => ids.includes(id)).map((workload) =>
      batch === 0 ? workload : { ...workload, batch },
    ),
    operations: listOf('what', given.what, OPERATIONS),
    skip: given.skip === undefined ? [] : listOf('skip', given.skip, CONTENDER_KEYS),
    rounds: numberOf('rounds', given.rounds, 11, 1),
    minimumMs: numberOf('ms', given.ms, 100, 1),
    warmUpMs: 10 * numberOf('ms', given.ms, 100, 1),
    limitSeconds: numberOf('limit', given.limit, 120, 1),
    steps: numberOf('steps', given.steps, 2000, 1),
    seed: numberOf('seed', given.seed, 0, 0),
    nodes: given.node,
    parts: chosen.length === 0 ? ['table', 'memory'] : chosen,
    out: given.out,
    isComplete: cut.every((name) => given[name] === undefined),
  };
}
