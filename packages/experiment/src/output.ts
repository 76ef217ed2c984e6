import { systemReason, UsageError } from './errors.ts';

export interface Output {
  /** @throws UsageError where something that was written did not arrive. */
  readonly check: () => Promise<void>;
}

/**
 * Keeps a failing stdout from ending a run: its results do not depend on it. Readers may leave early, as `head` does;
 * anything else, such as a full disk under a log file, is an error in the end.
 */
export function watchOutput(stream: NodeJS.WritableStream): Output {
  let failure: NodeJS.ErrnoException | undefined;
  const note = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failure ??= error;
  };
  stream.on('error', note);
  return {
    check: async () => {
      // Streams report their errors in the next turn.
      await new Promise((resolve) => setImmediate(resolve));
      if (failure)
        throw new UsageError(`The output cannot be written: ${systemReason(failure)}.`, { cause: failure });
    },
  };
}
