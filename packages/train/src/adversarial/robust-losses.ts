import {
  add,
  argMax,
  exp,
  log,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';
import { crossEntropy } from '../losses/cross-entropy.ts';

/** The Kullback-Leibler divergence KL(p || q) of each sample, `[N]`, from the logits `[N, K]` of p and q; both are differentiated. */
function divergences(p: Tensor, q: Tensor): Tensor1D {
  const logs = logSoftmax(p);
  return sum(mul(exp(logs), sub(logs, logSoftmax(q))), -1) as Tensor1D;
}

/**
 * TRADES' loss: cross-entropy of the clean samples plus `beta` times the divergence of the predictions on the adversarial samples from those on
 * the clean ones, both means over the batch.
 *
 * Zhang, Yu, Jiao, Xing, El Ghaoui and Jordan (2019), arXiv:1901.08573, equation 5.
 *
 * @param labels int32 `[N]`
 * @param clean logits `[N, K]`
 * @param adversarial logits `[N, K]`
 */
export function tradesLoss(labels: Tensor, clean: Tensor, adversarial: Tensor, beta: number): Scalar {
  return tidy(
    () => add(crossEntropy(labels, clean), mul(mean(divergences(clean, adversarial)), beta)) as Scalar,
  );
}

/** Keeps the logarithms of MART finite; the authors' constants. */
const MARGIN = 1e-4;
const TINY = 1e-12;

/**
 * MART's loss: boosted cross-entropy of the adversarial samples, `-log p_y - log(1 - max_{k != y} p_k)`, plus `beta` times the divergence as in
 * TRADES, weighted by `1 - p_y` of the clean sample, so that misclassified samples count most; means over the batch.
 *
 * Wang, Zou, Yi, Bailey, Ma and Gu (2020), "Improving adversarial robustness requires revisiting misclassified examples", ICLR, equation 11.
 *
 * @param labels int32 `[N]`
 * @param clean logits `[N, K]`
 * @param adversarial logits `[N, K]`
 */
export function martLoss(labels: Tensor, clean: Tensor, adversarial: Tensor, beta: number): Scalar {
  return tidy(() => {
    const classes = clean.shape[1] as number;
    const own = mul(oneHot(labels as Tensor1D, classes), 1);
    const attacked = exp(logSoftmax(adversarial));
    const runnerUp = mul(oneHot(argMax(sub(attacked, mul(own, 2)), -1) as Tensor1D, classes), 1);
    const rival = sum(mul(attacked, runnerUp), -1);
    const boosted = add(crossEntropy(labels, adversarial), mean(neg(log(add(sub(1 + MARGIN, rival), TINY)))));
    const doubt = sub(1, sum(mul(exp(logSoftmax(clean)), own), -1));
    return add(boosted, mul(mean(mul(divergences(clean, adversarial), doubt)), beta)) as Scalar;
  });
}
