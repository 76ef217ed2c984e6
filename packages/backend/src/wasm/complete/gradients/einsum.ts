import {
  cast,
  Einsum,
  type EinsumAttrs,
  einsum,
  type GradConfig,
  mul,
  ones,
  reshape,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { parseEquation } from '../einsum-plan.ts';

/**
 * Gradient of `tf.einsum`, which TensorFlow.js has on no backend although the attention of tfjs-layers is made of it.
 *
 * With respect to one tensor it is the einsum of the signal and the other tensor, over all labels that the one does not have.
 * Labels that it has alone were summed over, and get the same everywhere.
 */
export const einsumGradient: GradConfig = {
  kernelName: Einsum,
  saveAllInputs: true,
  gradFunc: (dy, saved, attrs) => {
    const { equation } = attrs as unknown as EinsumAttrs;
    const { terms, result } = parseEquation(equation, saved);
    const withRespectTo = (i: number) => () => {
      const own = terms[i] as readonly string[];
      const x = saved[i] as Tensor;
      const other = terms[1 - i];
      const known = own.filter((label) => result.includes(label) || other?.includes(label));
      const signal = dy as Tensor;
      const inputs = other ? [signal, cast(saved[1 - i] as Tensor, 'float32')] : [signal];
      const from = [result, ...(other ? [other] : [])].map((labels) => labels.join('')).join(',');
      const gradient = einsum(`${from}->${known.join('')}`, ...inputs);
      if (known.length === own.length) return gradient;
      const spread = own.map((label, axis) => (known.includes(label) ? (x.shape[axis] as number) : 1));
      return mul(reshape(gradient, spread), ones(x.shape));
    };
    return Object.fromEntries(terms.map((_, i) => [i, withRespectTo(i)]));
  },
};
