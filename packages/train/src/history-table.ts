import type { EpochLog, History } from './history.ts';

/** An epoch as one flat row; the validation's figures begin with `val_`, as in Keras, a probe's with `probe_`. */
export function historyRow({
  epoch,
  loss,
  metrics,
  validation,
  probe,
  learningRateFactor,
  seconds,
}: EpochLog): Record<string, number> {
  const validated = validation === undefined ? {} : { loss: validation.loss, ...validation.metrics };
  return {
    epoch,
    loss,
    ...metrics,
    ...Object.fromEntries(Object.entries(validated).map(([name, value]) => [`val_${name}`, value])),
    ...Object.fromEntries(Object.entries(probe ?? {}).map(([name, value]) => [`probe_${name}`, value])),
    learning_rate_factor: learningRateFactor,
    seconds,
  };
}

/**
 * The table of a history by columns, as Keras has it: `{ epoch, loss, accuracy, val_loss, val_accuracy, ..., learning_rate_factor, seconds }`, a
 * number for each epoch. Empty without a finished epoch. Where an epoch lacks a figure that another one has, its place holds NaN.
 */
export function historyColumns(history: History): Record<string, number[]> {
  const rows = history.map(historyRow);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? Number.NaN)]));
}
