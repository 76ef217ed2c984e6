import Papa from 'papaparse';
import { historyRow } from '../history-table.ts';
import { historyFiles } from './history-file.ts';
import type { Logger } from './logger.ts';

/**
 * A table with a line for each epoch, comma-separated, names first. In Node a file on disk, in the browser one in the origin private file
 * system. Without a finished epoch it is empty.
 *
 * @throws TrainError from `fit`, where it cannot be written
 */
export const csvLogger = (path: string): Logger =>
  historyFiles((history) => ({
    [path]: new TextEncoder().encode(
      history.length === 0 ? '' : `${Papa.unparse(history.map(historyRow), { newline: '\n' })}\n`,
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
