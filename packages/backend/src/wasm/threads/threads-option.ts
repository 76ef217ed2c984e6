import { ThreadsError } from './threads-error.ts';

/** The stock build makes 8 workers in advance, and never uses more. */
export const MOST_STOCK_THREADS = 8;

/** `'auto'`: as many as a quick measurement says are worth it. A number: exactly so many, 1 to 8. `false`: one. */
export type ThreadsOption = 'auto' | number | false;

/** @throws ThreadsError for what is none of them. */
export function checkThreadsOption(option: ThreadsOption | undefined): void {
  if (option === undefined || option === 'auto' || option === false) return;
  if (!Number.isInteger(option) || option < 1 || option > MOST_STOCK_THREADS) {
    throw new ThreadsError(`threads must be 'auto', false or 1 to ${MOST_STOCK_THREADS}, not ${option}.`);
  }
}
