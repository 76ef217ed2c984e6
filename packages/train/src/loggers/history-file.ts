import { writeBytes } from '#platform';
import { TrainError } from '../errors.ts';
import type { EpochLog } from '../history.ts';
import type { Logger } from './logger.ts';

/**
 * Writes files anew after every epoch, each as a whole: a history is small, and a reader never sees half of it, nor epochs that a stopped run
 * did not keep.
 *
 * @param encode the files' bytes, by path
 */
export function historyFiles(
  encode: (history: readonly EpochLog[]) => Readonly<Record<string, Uint8Array>>,
): Logger {
  let history: readonly EpochLog[] = [];
  const write = async () => {
    for (const [path, bytes] of Object.entries(encode(history))) {
      await writeBytes(path, bytes).catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new TrainError(`The log ${path} cannot be written: ${reason}`, { cause });
      });
    }
  };
  return {
    // Written at once: a path that cannot be written shows before the first epoch.
    begin: (before) => {
      history = before;
      return write();
    },
    epoch: (log) => {
      history = [...history, log];
      return write();
    },
  };
}
