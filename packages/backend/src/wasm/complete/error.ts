/** A kernel was given what it cannot compute with. The message says what, and what it wants. */
export class KernelInputError extends Error {
  override readonly name = 'KernelInputError';
}
