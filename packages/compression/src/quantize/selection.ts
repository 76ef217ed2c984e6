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

/** Why a weight is left as it is; undefined where it is taken. */
export function skipReason(
  {
    path,
    shape,
    dtype,
    group,
  }: { path: string; shape: readonly number[]; dtype: string; group?: string | undefined },
  { include, exclude }: WeightSelection,
): string | undefined {
  if (group === 'optimizer') return 'kept by an optimizer';
  if (dtype !== 'float32') return `of type ${dtype}`;
  if (include === undefined && shape.length < 2) return 'fewer than two axes: exact where it matters most';
  if (include !== undefined && !include(path, shape)) return 'not included';
  return exclude?.(path, shape) ? 'excluded' : undefined;
}
