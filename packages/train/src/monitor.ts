import { TrainError } from './errors.ts';
import type { EpochLog } from './history.ts';

export interface MonitorOptions {
  /** `loss`, or the name of a metric such as `accuracy`. Default: `loss`. */
  readonly monitor?: string;
  /** Whether less or more is better. Default: `min` for the loss, else `max`. */
  readonly mode?: 'min' | 'max';
}

/**
 * The figure of an epoch that decides, of the validation where there is one; `sign` times it is better the smaller it is.
 *
 * @throws TrainError where the epoch has no such figure
 */
export function monitor(
  { loss, metrics, validation, probe }: EpochLog,
  { monitor: name = 'loss', mode = name === 'loss' ? 'min' : 'max' }: MonitorOptions,
): { readonly value: number; readonly sign: 1 | -1 } {
  const figures: Readonly<Record<string, number>> = {
    ...(validation ?? { metrics }).metrics,
    ...probe,
    loss: validation?.loss ?? loss,
  };
  const value = figures[name];
  if (value === undefined) {
    throw new TrainError(`monitor names "${name}", but an epoch has ${Object.keys(figures).join(', ')}.`);
  }
  return { value, sign: mode === 'min' ? 1 : -1 };
}
