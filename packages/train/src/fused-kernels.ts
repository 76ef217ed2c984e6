import {
  engine,
  getBackend,
  getKernel,
  type KernelConfig,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * Kernels that a backend may have beyond those of TensorFlow.js. `@gradlab/backend` registers them for wasm; on other
 * backends, and without it, the same is composed of TensorFlow.js' operations. This is the whole contract between the two
 * packages. All tensors are float32, but for the labels.
 *
 * - `GradlabSoftmaxCrossEntropy`: `logits` `[N, K]`, int32 `labels` `[N]` -> mean loss, a scalar that can be differentiated
 *   with respect to the logits. Throws for a label outside [0, K).
 * - `GradlabSgd`: `value`, `gradient`; setting `rate` -> new value: value - rate gradient.
 * - `GradlabMomentum`: `value`, `velocity`, `gradient`; settings `rate`, `momentum`, `nesterov` -> new value, velocity:
 *   velocity = momentum velocity + gradient, value = value - rate velocity, or with `nesterov`
 *   value = value - rate (gradient + momentum velocity).
 * - `GradlabAdam`: `value`, `mean`, `square`, `gradient` of one shape; settings `rate`, `beta1`, `beta2`, `unbias1`,
 *   `unbias2`, `epsilon`, `keep` -> new value, mean, square:
 *   mean = beta1 mean + (1 - beta1) gradient, square = beta2 square + (1 - beta2) gradient^2,
 *   value = keep value - rate (mean / unbias1) / (sqrt(square / unbias2) + epsilon).
 * - `GradlabRmsProp`: `value`, `square`, `gradient`, and where there is momentum `velocity`; settings `decay`, `momentum`,
 *   `innerRate`, `outerRate`, `innerEpsilon`, `outerEpsilon` -> new value, square, and velocity where given:
 *   square = decay square + (1 - decay) gradient^2,
 *   velocity = momentum velocity + innerRate gradient / (sqrt(square + innerEpsilon) + outerEpsilon),
 *   value = value - outerRate velocity.
 */
export type FusedKernel =
  | 'GradlabSoftmaxCrossEntropy'
  | 'GradlabSgd'
  | 'GradlabMomentum'
  | 'GradlabAdam'
  | 'GradlabRmsProp';

/** Runs a fused kernel; undefined where the current backend has it not. The caller owns the results. */
export function runFused<Result extends Tensor | Tensor[]>(
  kernel: FusedKernel,
  inputs: NamedTensorMap,
  settings: Readonly<Record<string, number | boolean>> = {},
): Result | undefined {
  const found = getKernel(kernel, getBackend()) as KernelConfig | undefined;
  return found && (engine().runKernel(kernel, inputs, settings) as Result);
}
