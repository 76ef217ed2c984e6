import Papa from 'papaparse';
import type { EpochLog } from '../history.ts';
import { historyFiles } from './history-file.ts';
import type { Logger } from './logger.ts';

/** An epoch as one flat row; the validation's figures begin with `val_`, as in Keras, a probe's with `probe_`. */
function rowOf({
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
 * A table with a line for each epoch, comma-separated, names first. In Node a file on disk, in the browser one in the origin private file
 * system. Without a finished epoch it is empty.
 *
 * @throws TrainError from `fit`, where it cannot be written
 */
export const csvLogger = (path: string): Logger =>
  historyFiles((history) => ({
    [path]: new TextEncoder().encode(
      history.length === 0 ? '' : `${Papa.unparse(history.map(rowOf), { newline: '\n' })}\n`,
    ),
  }));

/**
 * A JSON object in a line for each epoch, as `fit` returns it. Where it is written: as `csvLogger`.
 *
 * @throws TrainError from `fit`, where it cannot be written
 */
export const jsonlLogger = (path: string): Logger =>
  historyFiles((history) => ({
    [path]: new TextEncoder().encode(history.map((log) => `${JSON.stringify(log)}\n`).join('')),
  }));
