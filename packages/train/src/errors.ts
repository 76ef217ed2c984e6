/** Training cannot start or go on with what it was given. */
export class TrainError extends Error {
  override readonly name: string = 'TrainError';
}

/** The loss became NaN or infinite: nothing after that step means anything. */
export class DivergedError extends TrainError {
  override readonly name = 'DivergedError';
}

/** A checkpoint cannot be read, written, or belongs to another run. */
export class CheckpointError extends TrainError {
  override readonly name = 'CheckpointError';
}

/** Stopped through the caller's AbortSignal. Named as the platform names it, so that `error.name` tells it everywhere. */
export class AbortError extends TrainError {
  override readonly name = 'AbortError';
}
