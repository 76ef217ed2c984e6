import type { EpochLog, History } from '../history.ts';

/** Writes a run's history somewhere. */
export interface Logger {
  /**
   * Called once before the first step, with the epochs that a resumed run has behind it (none otherwise). What was logged after those belongs to no
   * run any more.
   */
  readonly begin?: (history: History) => Promise<void> | void;
  /** Called after every epoch. */
  readonly epoch: (log: EpochLog) => Promise<void> | void;
  /** Called once in the end, also when the run was stopped or failed. */
  readonly end?: () => Promise<void> | void;
}
