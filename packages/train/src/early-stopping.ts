import { TrainError } from './errors.ts';
import type { History } from './history.ts';
import { type MonitorOptions, monitor } from './monitor.ts';

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement before the run stops; Infinity never stops, and only keeps the best weights. Default: 10. */
  readonly patience?: number;
  /** By how much a figure must be better to count. Default: 0. */
  readonly minDelta?: number;
  /** Stops at once where the figure is worse than the best one by more than this. Default: Infinity. */
  readonly maxDrop?: number;
  /** Whether the model gets the weights of its best epoch back, also where all epochs were run. Default: true. */
  readonly restoreBest?: boolean;
}

/** @throws TrainError for settings that cannot work */
export function checkEarlyStopping({
  patience = 10,
  minDelta = 0,
  maxDrop = Number.POSITIVE_INFINITY,
}: EarlyStoppingOptions): void {
  if (!(maxDrop > 0)) throw new TrainError(`earlyStopping: maxDrop must be positive, got ${maxDrop}.`);
  if (!(patience >= 1)) throw new TrainError(`earlyStopping: patience must be at least 1, got ${patience}.`);
  if (!(minDelta >= 0))
    throw new TrainError(`earlyStopping: minDelta must not be negative, got ${minDelta}.`);
}

/** The best epoch of a history, from 1, and whether to stop after the last one. It depends on the history alone. */
export function judge(
  history: History,
  { patience = 10, minDelta = 0, maxDrop = Number.POSITIVE_INFINITY, ...monitored }: EarlyStoppingOptions,
): { readonly bestEpoch: number; readonly stop: boolean } {
  let best = Number.POSITIVE_INFINITY;
  let bestEpoch = 0;
  let last = best;
  for (const log of history) {
    const { value, sign } = monitor(log, monitored);
    last = sign * value;
    if (bestEpoch === 0 || last < best - minDelta) {
      best = last;
      bestEpoch = log.epoch;
    }
  }
  return { bestEpoch, stop: history.length - bestEpoch >= patience || last - best > maxDrop };
}
