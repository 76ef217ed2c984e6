/** Base of every error of reading, fetching and writing weights; an aborted call throws the signal's own reason instead. */
export class WeightsError extends Error {
  override readonly name: string = 'WeightsError';
}

/** The bytes are no weights of the format that they claim to be: cut off, damaged, or of a kind that is not known. */
export class WeightsFormatError extends WeightsError {
  override readonly name = 'WeightsFormatError';
}

/** An option has a value that cannot be meant. */
export class WeightsOptionError extends WeightsError {
  override readonly name = 'WeightsOptionError';
}

/** The bytes are not the ones whose digest was given. */
export class WeightsDigestError extends WeightsError {
  override readonly name = 'WeightsDigestError';
}

/** The file cannot be read, fetched or kept: it is missing, the server refuses, the disk is full, or `offline` forbids it. */
export class WeightsSourceError extends WeightsError {
  override readonly name = 'WeightsSourceError';
}

/** An optional package that this format needs is not installed. */
export class WeightsPeerError extends WeightsError {
  override readonly name = 'WeightsPeerError';
}

export interface Mismatch {
  /** Names that the model wants and the file lacks. */
  readonly missing: readonly string[];
  /** Names that the file has and the model does not want. */
  readonly unused: readonly string[];
  /** Tensors whose shape, or kind of number, the model cannot take: one sentence each. */
  readonly misfits: readonly string[];
}

/** The file's tensors are not those of the model. Nothing was loaded. */
export class WeightsMismatchError extends WeightsError implements Mismatch {
  override readonly name = 'WeightsMismatchError';
  readonly missing: readonly string[];
  readonly unused: readonly string[];
  readonly misfits: readonly string[];

  constructor(message: string, { missing, unused, misfits }: Mismatch) {
    super(message);
    this.missing = missing;
    this.unused = unused;
    this.misfits = misfits;
  }
}

/** The message of anything thrown, on one line. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s*\n\s*/g, ' ').trim();
}
