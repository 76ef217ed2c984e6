/** The command line, or a file or folder it names, cannot be used. The message is one line for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
