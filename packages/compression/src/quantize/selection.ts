import { InvalidOptionError } from '../errors.ts';

/** Which weights of a model. */
export interface WeightSelection {
  /**
   * Default: those of two or more axes, which are kernels and embeddings; biases, scales and moving statistics are few, and harm most where
   * they are inexact. What an optimizer keeps, and integers, are never quantized.
   */
  readonly include?: (path: string, shape: readonly number[]) => boolean;
  /** Those that stay as they are although `include` names them. Default: none. */
  readonly exclude?: (path: string, shape: readonly number[]) => boolean;
}

interface Selectable {
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly group?: string | undefined;
}

/** Why a weight is left as it is; undefined where it is taken. */
export function skipReason(
  { path, shape, dtype, group }: Selectable,
  { include, exclude }: WeightSelection,
): string | undefined {
  if (group === 'optimizer') return 'kept by an optimizer';
  if (dtype !== 'float32') return `of type ${dtype}`;
  if (include === undefined && shape.length < 2) return 'fewer than two axes: exact where it matters most';
  if (include !== undefined && !include(path, shape)) return 'not included';
  return exclude?.(path, shape) ? 'excluded' : undefined;
}

/** @throws InvalidOptionError where `include` is given and names no weight */
export function checkIncluded(
  weights: readonly Selectable[],
  { include }: WeightSelection,
  where: string,
): void {
  if (include === undefined || weights.some(({ path, shape }) => include(path, shape))) return;
  const names = weights.map(({ path }) => path).join(', ');
  throw new InvalidOptionError(`${where}: include names no weight of the model; they are ${names}.`);
}
