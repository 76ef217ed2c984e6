/** A model was asked for with options that describe no network. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
