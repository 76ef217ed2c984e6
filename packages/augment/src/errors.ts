/** Base of every error this package throws on purpose: `error instanceof AugmentError`. */
export class AugmentError extends Error {
  override readonly name: string = 'AugmentError';
}

/** An option is outside its range: a probability, an angle, a size, ... */
export class InvalidOptionError extends AugmentError {
  override readonly name: string = 'InvalidOptionError';
}

/** The batch is not one: lengths and shape disagree, or the transform needs other images (three channels, larger ones, in [0, 1]). */
export class InvalidBatchError extends AugmentError {
  override readonly name: string = 'InvalidBatchError';
}
