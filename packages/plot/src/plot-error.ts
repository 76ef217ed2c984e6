/** Thrown when a figure cannot be drawn as asked: the message says what is wrong, where, and what to do. */
export class PlotError extends Error {
  override readonly name = 'PlotError';
}
