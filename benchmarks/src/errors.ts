/** The benchmark was asked for something it has not. */
export class BenchUsageError extends Error {
  override readonly name = 'BenchUsageError';
}

/** A contender cannot do what was asked; the message is the first line of its own error. */
export class CannotError extends Error {
  override readonly name = 'CannotError';
}

/** A contender did not answer in time and was stopped. */
export class OverLimitError extends Error {
  override readonly name = 'OverLimitError';
}
