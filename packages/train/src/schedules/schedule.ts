import type { History } from '../history.ts';

/** Where a run stands before an update. */
export interface Position {
  /** Finished updates. */
  readonly step: number;
  /** Updates of the whole run. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Finished epochs, with the fraction of the current one. */
  readonly epoch: number;
  readonly epochs: number;
  /** The finished epochs. */
  readonly history: History;
}

/**
 * The factor by which the optimizer's learning rate is multiplied, a number >= 0. It depends on the position alone, so that a resumed
 * run needs no state of it.
 */
export type Schedule = (position: Position) => number;
