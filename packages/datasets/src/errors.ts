/** What went wrong, for programs: the same for every error of one class. */
export type DatasetErrorCode =
  | 'INVALID_DATA'
  | 'INVALID_ARGUMENT'
  | 'OUT_OF_RANGE'
  | 'MISSING_FILE'
  | 'CORRUPT_FILE'
  | 'DIGEST'
  | 'CACHE'
  | 'NETWORK'
  | 'OFFLINE'
  | 'MISSING_PEER'
  | 'WRITE';

/** Base of every error this package throws on purpose; an aborted call throws the signal's own reason instead. */
export class DatasetError extends Error {
  override readonly name: string = 'DatasetError';

  constructor(
    readonly code: DatasetErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

// Written out: the inferred type would name Node's types, which a browser's TypeScript project does not have.
type NamedError<N extends string> = new (
  message: string,
  options?: ErrorOptions,
) => DatasetError & { readonly name: N };

const named = <N extends string>(name: N, code: DatasetErrorCode): NamedError<N> =>
  class extends DatasetError {
    override readonly name: N = name;

    constructor(message: string, options?: ErrorOptions) {
      super(code, message, options);
    }
  };

/** Images, labels or tensors do not fit together. */
export class InvalidDataError extends named('InvalidDataError', 'INVALID_DATA') {}
/** An option or argument has a value that cannot be meant. */
export class InvalidArgumentError extends named('InvalidArgumentError', 'INVALID_ARGUMENT') {}
/** An index lies outside the data set. */
export class OutOfRangeError extends named('OutOfRangeError', 'OUT_OF_RANGE') {}
/** A file is not where the caller said it would be, or cannot be read there. */
export class MissingFileError extends named('MissingFileError', 'MISSING_FILE') {}
/** A file is truncated, too long, not gzip, or its idx header is wrong. */
export class CorruptFileError extends named('CorruptFileError', 'CORRUPT_FILE') {}
/** A file is well formed but its content is not the published one. */
export class DigestError extends named('DigestError', 'DIGEST') {}
/** The cache folder cannot be written: permissions, a read-only or full disk. */
export class CacheError extends named('CacheError', 'CACHE') {}
/** No mirror and no registry delivered the files. */
export class NetworkError extends named('NetworkError', 'NETWORK') {}
/** The files are not on this machine and `offline` forbids fetching them. */
export class OfflineError extends named('OfflineError', 'OFFLINE') {}
/** An optional package that this function needs is not installed. */
export class MissingPeerError extends named('MissingPeerError', 'MISSING_PEER') {}
/** A file that the caller asked for cannot be written; what was there before is untouched. */
export class WriteError extends named('WriteError', 'WRITE') {}

/** Whether a file's bytes are wrong, so that another copy may do. */
export const isDamage = (error: unknown): boolean =>
  error instanceof CorruptFileError || error instanceof DigestError;

/** The message of anything thrown, on one line. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s*\n\s*/g, ' ').trim();
}
