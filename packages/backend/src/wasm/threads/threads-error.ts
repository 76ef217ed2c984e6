/** Several threads cannot be used here, or one of them failed. The message says which, why, and what to do. */
export class ThreadsError extends Error {
  override readonly name = 'ThreadsError';
}
