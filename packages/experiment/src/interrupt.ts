/** The exit code of a shell command that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** npm passes on a Ctrl-C that the terminal has already delivered: what comes this soon is the same key press. */
const SAME_PRESS_MS = 500;

export interface Interrupt {
  /** Given at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Leaves the process's signals alone again. */
  readonly release: () => void;
}

class StoppedError extends Error {
  override readonly name = 'AbortError';
}

/** The first Ctrl-C asks the work to stop, the second ends the process at once. SIGTERM counts as Ctrl-C. */
export function onInterrupt(handlers: {
  readonly first: () => void;
  readonly second: () => void;
}): Interrupt {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const press = () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      handlers.first();
      controller.abort(new StoppedError('The run was stopped.'));
    } else if (performance.now() - firstAt >= SAME_PRESS_MS) {
      handlers.second();
      process.exit(INTERRUPTED);
    }
  };
  process.on('SIGINT', press).on('SIGTERM', press);
  return {
    signal: controller.signal,
    release: () => process.off('SIGINT', press).off('SIGTERM', press),
  };
}
