import {
  add,
  customGrad,
  engine,
  type GradSaveFunc,
  getBackend,
  getKernel,
  type NamedTensorMap,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';

/*
 * A backend may compute whole sequences in one kernel. This package asks for such kernels by name and depends on nobody who has
 * them; @gradlab/backend registers them for wasm. What they take and return, all float32, N sequences of T steps of H units:
 *
 * GradlabRnn({ projected [N, T, H], bias [H], recurrentKernel [H, H] }) -> states [N, T, H], last [N, H]
 * GradlabRnnGradient({ states, recurrentKernel, dy }) -> gradients of projected, bias and recurrentKernel
 * GradlabGru({ projected [N, T, 3H], bias [3H], recurrentKernel [H, 3H], recurrentBias [3H], keep? [N, T] })
 *   -> states [N, T, H], last [N, H], gates [N, T, 4H]
 * GradlabGruGradient({ states, gates, recurrentKernel, dy }) -> gradients of projected, bias, recurrentKernel and recurrentBias
 *
 * dy is the gradient of all states, [N, T, H], or of the last ones alone, [N, H]. The equations are those of rnnStep (whose bias is
 * here the sum of both) and gruStep, from a state of zeros; keep is added to the update gate before its sigmoid.
 */

/** One layer over whole sequences. */
export interface Sequence {
  /** The inputs times the input kernel, `[N, T, G H]`. */
  readonly projected: Tensor3D;
  readonly bias: Tensor1D;
  readonly recurrentKernel: Tensor2D;
  readonly recurrentBias: Tensor1D;
  /** Added to the update gate before its sigmoid, `[N, T]`. No gradient passes. */
  readonly keep?: Tensor2D | undefined;
  /** All states, `[N, T, H]`, instead of the last ones, `[N, H]`. */
  readonly returnSequences: boolean;
}

/** Computes a sequence with the current backend's kernels, which must be there. */
export interface EngineSequence {
  readonly kernelName: string;
  readonly run: (sequence: Sequence) => Tensor;
}

/** Whether the current backend computes whole sequences by this kernel. */
export function hasKernel(kernelName: string): boolean {
  return (getKernel(kernelName, getBackend()) as object | undefined) !== undefined;
}

const run = <Result>(kernelName: string, inputs: NamedTensorMap) =>
  engine().runKernel(kernelName, inputs) as Result;

/** `TorchRnn` by GradlabRnn. */
export const rnnSequence: EngineSequence = {
  kernelName: 'GradlabRnn',
  run: ({ projected, bias, recurrentKernel, recurrentBias, returnSequences }) => {
    const compute = customGrad((...args) => {
      const [p, b, u, save] = args as [Tensor, Tensor, Tensor, GradSaveFunc];
      const [states, last] = run<[Tensor, Tensor]>('GradlabRnn', {
        projected: p,
        bias: b,
        recurrentKernel: u,
      });
      save([states, u]);
      const gradFunc = (dy: Tensor, saved: Tensor[]) => {
        const [h, kernel] = saved as [Tensor, Tensor];
        return run<Tensor[]>('GradlabRnnGradient', { states: h, recurrentKernel: kernel, dy });
      };
      return { value: returnSequences ? states : last, gradFunc };
    });
    return compute(projected, add(bias, recurrentBias), recurrentKernel);
  },
};

/** `TorchGru` by GradlabGru. */
export const gruSequence: EngineSequence = {
  kernelName: 'GradlabGru',
  run: ({ projected, bias, recurrentKernel, recurrentBias, keep, returnSequences }) => {
    const compute = customGrad((...args) => {
      const [p, b, u, c, save] = args as [Tensor, Tensor, Tensor, Tensor, GradSaveFunc];
      const inputs = { projected: p, bias: b, recurrentKernel: u, recurrentBias: c };
      const [states, last, gates] = run<[Tensor, Tensor, Tensor]>('GradlabGru', {
        ...inputs,
        ...(keep ? { keep } : {}),
      });
      save([states, gates, u]);
      const gradFunc = (dy: Tensor, saved: Tensor[]) => {
        const [h, g, kernel] = saved as [Tensor, Tensor, Tensor];
        return run<Tensor[]>('GradlabGruGradient', { states: h, gates: g, recurrentKernel: kernel, dy });
      };
      return { value: returnSequences ? states : last, gradFunc };
    });
    return compute(projected, bias, recurrentKernel, recurrentBias);
  },
};
