/** Base of every error this package throws on purpose: `error instanceof CompressionError`. */
export class CompressionError extends Error {
  override readonly name: string = 'CompressionError';
}

/** An option is outside its range, or does not fit the model. */
export class InvalidOptionError extends CompressionError {
  override readonly name: string = 'InvalidOptionError';
}

/** Masks do not fit the model or each other, or are damaged. */
export class MaskError extends CompressionError {
  override readonly name: string = 'MaskError';
}

/** A weight holds a value that cannot be stored: NaN, infinity, or more than the type has. */
export class WeightValueError extends CompressionError {
  override readonly name: string = 'WeightValueError';
}

/** A saved model is damaged, cut off or none. */
export class ArtifactsError extends CompressionError {
  override readonly name: string = 'ArtifactsError';
}

/** The command line asks for what there is not. */
export class UsageError extends CompressionError {
  override readonly name: string = 'UsageError';
}
