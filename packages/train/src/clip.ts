import {
  add,
  addN,
  clipByValue,
  div,
  minimum,
  mul,
  type NamedTensorMap,
  type Scalar,
  sqrt,
  square,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** Norms below it are not divided by, as in PyTorch's clip_grad_norm_. */
const TINY = 1e-6;

/** The gradients that exist: TensorFlow.js hands out null for a weight that the loss does not depend on. */
const present = (gradients: NamedTensorMap): [string, Tensor][] =>
  Object.entries(gradients).filter(([, gradient]) => (gradient as Tensor | null) != null);

/** The Euclidean length of all gradients together. Call it inside tidy. */
export const globalNorm = (gradients: NamedTensorMap): Scalar =>
  sqrt(addN(present(gradients).map(([, gradient]) => sum(square(gradient))))) as Scalar;

/** All gradients shortened together where their length exceeds `limit` (Pascanu et al. 2013, arXiv:1211.5063). Call it inside tidy. */
export function clipByGlobalNorm(gradients: NamedTensorMap, limit: number): NamedTensorMap {
  const factor = minimum(1, div(limit, add(globalNorm(gradients), TINY)));
  return Object.fromEntries(present(gradients).map(([name, gradient]) => [name, mul(gradient, factor)]));
}

/** Every value of every gradient within [-limit, limit]. Call it inside tidy. */
export function clipEach(gradients: NamedTensorMap, limit: number): NamedTensorMap {
  return Object.fromEntries(
    present(gradients).map(([name, gradient]) => [name, clipByValue(gradient, -limit, limit)]),
  );
}
