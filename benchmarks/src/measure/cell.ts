import { type Spread, spreadOf } from './statistics.ts';

/** What came of one contender's attempt at one operation. Times are milliseconds of one repetition. */
export type Cell =
  | { readonly status: 'measured'; readonly ms: Spread; readonly rounds: readonly number[] }
  /** Too slow to repeat: the time of the one repetition that ran. */
  | { readonly status: 'once'; readonly ms: number }
  /** Stopped, or known to take longer from an operation that it contains. */
  | { readonly status: 'over'; readonly seconds: number }
  | { readonly status: 'cannot'; readonly reason: string };

/** How many times as fast one contender is as another: a spread over rounds, one value, or a lower bound. */
export type Speedup = Spread | { readonly once: number } | { readonly atLeast: number };

export const measured = (rounds: readonly number[]): Cell => ({
  status: 'measured',
  ms: spreadOf(rounds),
  rounds,
});

/** The time of one repetition, where it is known. */
export function timeOf(cell: Cell): number | undefined {
  if (cell.status === 'measured') return cell.ms.median;
  return cell.status === 'once' ? cell.ms : undefined;
}

/**
 * How many times as fast `ours` is as `theirs`. Where both were measured in rounds, the quotients are taken round by round,
 * because noise that hits one round hits both; the spread is that of the quotients.
 */
export function speedup(ours: Cell, theirs: Cell): Speedup | undefined {
  const own = timeOf(ours);
  if (own === undefined) return undefined;
  if (theirs.status === 'over') return { atLeast: (theirs.seconds * 1000) / own };
  if (ours.status === 'measured' && theirs.status === 'measured') {
    const rounds = Math.min(ours.rounds.length, theirs.rounds.length);
    return spreadOf(ours.rounds.slice(0, rounds).map((ms, round) => (theirs.rounds[round] as number) / ms));
  }
  const other = timeOf(theirs);
  return other === undefined ? undefined : { once: other / own };
}
