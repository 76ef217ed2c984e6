/** No backend that was allowed could be started. The message lists every one that was tried, with its reason. */
export class BackendError extends Error {
  override readonly name: string = 'BackendError';
}

/** The SIMD engine cannot run, or cannot run on, here. The message says what it lacks. */
export class EngineError extends BackendError {
  override readonly name = 'EngineError';
}

/** This backend has no way to wait for its result. The message says what to call instead. */
export class SynchronousReadError extends BackendError {
  override readonly name = 'SynchronousReadError';
}
