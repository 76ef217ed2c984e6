/** The command line, or a file or folder it names, cannot be used. The message is one line for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const isSystemError = (error: Error): error is NodeJS.ErrnoException => 'syscall' in error;

/** Mistakes in the program rather than in how it was called: they need a stack to be found. */
export function isBug(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  return error.name in globalThis && error.name.endsWith('Error') && !isSystemError(error);
}

/** Whether work ended because its signal asked for it, rather than for a reason of its own. */
export const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted && error instanceof Error && error.name === 'AbortError';

/** The message of anything thrown, on one line. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s*\n\s*/g, ' ').trim();
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'there is a file of this name',
  EISDIR: 'there is a folder where a file is needed',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file stands where a folder is needed',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
};

/** Why a file or folder could not be used, in words where the code is a common one. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && isSystemError(error) ? error.code : undefined;
  return (code && REASONS[code]) ?? oneLine(error);
}
