import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';

/** How two tensors are contracted, by label. */
export interface EinsumPlan {
  /** In both tensors and in the result. */
  readonly batch: readonly string[];
  /** In both tensors, summed over. */
  readonly summed: readonly string[];
  /** In one tensor and in the result. */
  readonly free: readonly [readonly string[], readonly string[]];
  /** In one tensor alone, summed over before anything else. */
  readonly alone: readonly [readonly string[], readonly string[]];
  readonly result: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

export interface Equation {
  readonly terms: readonly (readonly string[])[];
  readonly result: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

/** @throws as tf.einsum does on the cpu backend, for equations that it does not support or that do not fit the shapes. */
export function parseEquation(equation: string, tensors: readonly TensorInfo[]): Equation {
  const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, tensors.length);
  // It reads nothing but the shapes.
  const shaped = tensors as unknown as Parameters<typeof backend_util.checkEinsumDimSizes>[2];
  backend_util.checkEinsumDimSizes(allDims.length, idDims, shaped);
  const terms = idDims.map((dims) => dims.map((dim) => allDims[dim] as string));
  const [, result = ''] = equation.replace(/\s/g, '').split('->');
  const sizes = new Map<string, number>();
  for (const [i, labels] of terms.entries()) {
    for (const [axis, label] of labels.entries()) sizes.set(label, tensors[i]?.shape[axis] as number);
  }
  return { terms, result: [...result], sizes };
}

export function planOf({ terms, result, sizes }: Equation): EinsumPlan {
  const [a = [], b = []] = terms;
  const both = a.filter((label) => b.includes(label));
  const only = (own: readonly string[], other: readonly string[], wanted: boolean) =>
    (wanted ? result : own).filter(
      (label) => own.includes(label) && !other.includes(label) && result.includes(label) === wanted,
    );
  return {
    batch: result.filter((label) => both.includes(label)),
    summed: both.filter((label) => !result.includes(label)),
    free: [only(a, b, true), only(b, a, true)],
    alone: [only(a, b, false), only(b, a, false)],
    result,
    sizes,
  };
}
