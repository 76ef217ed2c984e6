import type { EpochLog } from './history.ts';

/** What an epoch is to a logger: its figures, and the learning rate's factor in its last update. */
export interface LoggedEpoch extends EpochLog {
  /** The schedule's factor; 1 without one. */
  readonly learningRateFactor: number;
}

/** Writes a run's history somewhere. */
export interface Logger {
  /**
   * Called once before the first step, with the epochs that a resumed run has behind it (none otherwise): what was logged after them is of no
   * run and goes.
   */
  readonly begin?: (history: readonly EpochLog[]) => Promise<void> | void;
  /** Called after every epoch. */
  readonly epoch: (log: LoggedEpoch) => Promise<void> | void;
  /** Called once in the end, also when the run stopped or failed. */
  readonly end?: () => Promise<void> | void;
}
