import { CannotError, OverLimitError } from '../errors.ts';
import type { Job } from '../protocol.ts';
import { type Cell, measured } from './cell.ts';
import type { Contender } from './contender.ts';
import { inRounds } from './rounds.ts';

export interface AttemptOptions {
  readonly rounds: number;
  readonly minimumMs: number;
  readonly warmUpMs: number;
  readonly limitSeconds: number;
}

/** Starting a process and building a network is no part of the limit. */
const START_SECONDS = 60;

/** One contender's result, with the parameters of the job's network where it said them. */
export interface Attempt {
  readonly cell: Cell;
  readonly parameters?: number;
}

function failed(error: unknown, limitSeconds: number): Cell {
  if (error instanceof OverLimitError) return { status: 'over', seconds: limitSeconds };
  if (error instanceof CannotError) return { status: 'cannot', reason: error.message };
  throw error;
}

/**
 * Measures one job with all contenders: each warms up, then all are measured in interleaved rounds. One whose rounds would take
 * longer than the limit keeps the single time of its warming up.
 *
 * @param known results that are known without running, such as a time limit that a part of the job already broke.
 */
export async function attempt(
  contenders: readonly Contender[],
  job: Job,
  { rounds, minimumMs, warmUpMs, limitSeconds }: AttemptOptions,
  known: ReadonlyMap<Contender, Cell> = new Map(),
): Promise<Map<Contender, Attempt>> {
  const results = new Map<Contender, Attempt>();
  const ready: Contender[] = [];
  for (const contender of contenders) {
    const cell = known.get(contender);
    if (cell !== undefined) {
      results.set(contender, { cell });
      continue;
    }
    try {
      await contender.ask({ do: 'hello' }, START_SECONDS);
      const prepared = await contender.ask({ do: 'prepare', job, warmUpMs }, limitSeconds);
      const parameters = prepared.parameters === undefined ? {} : { parameters: prepared.parameters };
      results.set(contender, { cell: { status: 'once', ms: prepared.ms }, ...parameters });
      if (rounds * Math.max(prepared.ms, minimumMs) <= limitSeconds * 1000) ready.push(contender);
    } catch (error) {
      results.set(contender, { cell: failed(error, limitSeconds) });
    }
  }
  const times = await inRounds(
    ready,
    rounds,
    async (contender) => (await contender.ask({ do: 'measure', minimumMs }, limitSeconds)).ms,
    (contender, error) => results.set(contender, { cell: failed(error, limitSeconds) }),
  );
  for (const [contender, values] of times) {
    if (values !== undefined) results.set(contender, { ...results.get(contender), cell: measured(values) });
  }
  return results;
}
