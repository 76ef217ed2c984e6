import {
  cast,
  div,
  expandDims,
  maximum,
  mean,
  mul,
  notEqual,
  onesLike,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.ts';

export interface AttentionRegularizerOptions {
  /**
   * How much attention each position of the input should receive over all steps. `'even'` is the steps of a sample over its positions: what
   * there is, in equal parts. Default: 1, that of Xu et al. 2015.
   */
  readonly tau?: number | 'even';
  /** The input's tokens or a mask, `[N, S]`: positions of 0 are padding and do not count. Default: all count. */
  readonly mask?: Tensor;
  /** The same of the output's steps, `[N, T]`. Default: all count. */
  readonly steps?: Tensor;
}

function check(alpha: Tensor, { tau = 1, mask, steps }: AttentionRegularizerOptions): void {
  const [count, time, positions] = alpha.shape;
  if (alpha.rank !== 3) {
    throw new TrainError(`attentionRegularizer: attention must be [N, T, S], got [${alpha.shape}].`);
  }
  const [ofInput, ofSteps] = [`${count},${positions}`, `${count},${time}`];
  if (mask !== undefined && mask.shape.join() !== ofInput) {
    throw new TrainError(
      `attentionRegularizer: the mask must be [${ofInput}] for attention [${alpha.shape}], got [${mask.shape}].`,
    );
  }
  if (steps !== undefined && steps.shape.join() !== ofSteps) {
    throw new TrainError(
      `attentionRegularizer: steps must be [${ofSteps}] for attention [${alpha.shape}], got [${steps.shape}].`,
    );
  }
  if (tau !== 'even' && !(Number.isFinite(tau) && tau >= 0)) {
    throw new TrainError(`attentionRegularizer: tau must be a number of at least 0 or 'even', got ${tau}.`);
  }
}

const known = (mask: Tensor) => cast(notEqual(mask, 0), 'float32');

/**
 * The penalty that asks every position of the input to receive about equal attention: the mean over the batch of
 * sum_i (tau - sum_t alpha_t^i)^2 (doubly stochastic attention: Xu et al. 2015, "Show, Attend and Tell", arXiv:1502.03044, eq. 14).
 *
 * @param alpha attention `[N, T, S]`: what step t of the output gives to position i of the input
 * @returns a scalar that can be differentiated with respect to `alpha`; the caller owns it
 * @throws TrainError where shapes do not fit, or tau is no number of at least 0
 */
export function attentionRegularizer(alpha: Tensor, options: AttentionRegularizerOptions = {}): Scalar {
  check(alpha, options);
  const { tau = 1, mask, steps } = options;
  return tidy(() => {
    const counted = steps === undefined ? alpha : mul(alpha, expandDims(known(steps), 2));
    const received = sum(counted, 1);
    const positions = mask === undefined ? onesLike(received) : known(mask);
    const wanted = tau === 'even' ? share(alpha, positions, steps) : tau;
    return mean(sum(mul(square(sub(wanted, received)), positions), 1)) as Scalar;
  });
}

/** Steps over positions of each sample, `[N, 1]`. */
function share(alpha: Tensor, positions: Tensor, steps: Tensor | undefined): Tensor {
  const time = steps === undefined ? (alpha.shape[1] as number) : sum(known(steps), 1, true);
  return div(time, maximum(sum(positions, 1, true), 1));
}
