import { attempt } from '../measure/attempt.ts';
import { type Cell, type Speedup, speedup } from '../measure/cell.ts';
import { type Contender, type ContenderSpec, contender } from '../measure/contender.ts';
import { isHopeless } from '../measure/skip-hopeless.ts';
import type { BenchOptions } from '../options.ts';
import { progressLine } from '../report/progress-line.ts';
import type { Row, TablePart } from '../results.ts';
import { OPERATIONS, type Operation, type Workload } from '../workloads.ts';
import { stampOf } from './stamp.ts';

export interface PartContext {
  readonly root: string;
  readonly specs: readonly ContenderSpec[];
  readonly options: BenchOptions;
  /** Hears one line whenever something was measured. */
  readonly onLine: (line: string) => void;
}

/** Runs `use` with a fresh process for each contender. */
export async function withContenders<T>(
  specs: readonly ContenderSpec[],
  use: (contenders: readonly Contender[]) => Promise<T>,
): Promise<T> {
  const contenders = specs.map(contender);
  try {
    return await use(contenders);
  } finally {
    for (const each of contenders) await each.close();
  }
}

function speedupsOf(specs: readonly ContenderSpec[], cells: Readonly<Record<string, Cell>>): Row['speedups'] {
  const others = specs.filter(({ key }) => key !== 'ours');
  const against = (own: Cell) => {
    const known: [string, Speedup][] = others.flatMap(({ name }) => {
      const other = cells[name];
      const value = other && speedup(own, other);
      return value === undefined ? [] : [[name, value] as [string, Speedup]];
    });
    return Object.fromEntries(known);
  };
  return Object.fromEntries(
    specs.flatMap(({ key, name }) => {
      const own = cells[name];
      return key === 'ours' && own ? [[name, against(own)]] : [];
    }),
  );
}

/** All chosen operations of one network, in fresh processes that share nothing with the other networks. */
async function rowsOf(workload: Workload, { specs, options, onLine }: PartContext): Promise<Row[]> {
  return withContenders(specs, async (contenders) => {
    const done = new Map<Contender, Map<Operation, Cell>>(contenders.map((each) => [each, new Map()]));
    const rows: Row[] = [];
    for (const operation of OPERATIONS.filter((each) => options.operations.includes(each))) {
      const hopeless = contenders.filter((each) =>
        isHopeless(operation, done.get(each) ?? new Map(), options.limitSeconds),
      );
      const over: Cell = { status: 'over', seconds: options.limitSeconds };
      const job = { kind: 'model', workload, operation, seed: options.seed } as const;
      const results = await attempt(contenders, job, options, new Map(hopeless.map((each) => [each, over])));
      const cells: Record<string, Cell> = {};
      const counts = new Set<number>();
      for (const [each, { cell, parameters }] of results) {
        cells[each.spec.name] = cell;
        done.get(each)?.set(operation, cell);
        if (parameters !== undefined) counts.add(parameters);
      }
      if (counts.size > 1) {
        throw new Error(
          `${workload.id} has ${[...counts].join(' and ')} parameters: these are different networks.`,
        );
      }
      const { id, title, batch } = workload;
      const [parameters] = counts;
      rows.push({
        id,
        title,
        batch,
        ...(parameters === undefined ? {} : { parameters }),
        operation,
        cells,
        speedups: speedupsOf(specs, cells),
      });
      onLine(progressLine(`${id} ${operation}`, cells));
    }
    return rows;
  });
}

/** The table: every chosen operation of every chosen network with every contender. */
export async function measureTable(context: PartContext): Promise<TablePart> {
  const { root, specs, options } = context;
  const stamp = await withContenders(specs, (contenders) => stampOf(root, contenders, options.seed));
  const rows: Row[] = [];
  for (const workload of options.workloads) rows.push(...(await rowsOf(workload, context)));
  return {
    stamp,
    rounds: options.rounds,
    limitSeconds: options.limitSeconds,
    contenders: specs.map(({ name }) => name),
    rows,
  };
}
