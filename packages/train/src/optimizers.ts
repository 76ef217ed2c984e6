import {
  AdamOptimizer,
  MomentumOptimizer,
  type Optimizer,
  scalar,
  train,
  type Variable,
} from '@tensorflow/tfjs-core';

/**
 * Makes an optimizer for one run. `fit` takes a recipe rather than an optimizer because an optimizer owns tensors (momenta)
 * that belong to the weights of one run and end with it.
 */
export type OptimizerRecipe = () => Optimizer;

export interface SgdOptions {
  /** Weight of the accumulated gradient, v = momentum v + g. Default: 0. */
  readonly momentum?: number;
  /** Look ahead along the accumulated gradient (Sutskever et al. 2013). Default: false. */
  readonly nesterov?: boolean;
}

/** TensorFlow.js' own, but dispose() also frees the learning rate, which the original forgets. */
class Momentum extends MomentumOptimizer {
  override dispose(): void {
    super.dispose();
    this.c.dispose();
  }
}

/** Stochastic gradient descent as in PyTorch: w = w - learningRate v. */
export function sgd(
  learningRate: number,
  { momentum = 0, nesterov = false }: SgdOptions = {},
): OptimizerRecipe {
  return () => (momentum === 0 ? train.sgd(learningRate) : new Momentum(learningRate, momentum, nesterov));
}

export interface AdamOptions {
  /** Decay of the mean gradient. Default: 0.9. */
  readonly beta1?: number;
  /** Decay of the mean squared gradient. Default: 0.999. */
  readonly beta2?: number;
  /** Added to the denominator. Default: 1e-8, the paper's and PyTorch's. */
  readonly eps?: number;
}

/**
 * TensorFlow.js' own, but restored to the bit: the original recomputes beta^t with one power, where an unbroken run has
 * multiplied t times, and the last digits of every later weight would differ.
 */
class Adam extends AdamOptimizer {
  override async setWeights(values: Parameters<AdamOptimizer['setWeights']>[0]): Promise<void> {
    await super.setWeights(values);
    const { accBeta1, accBeta2 } = this as unknown as Record<'accBeta1' | 'accBeta2', Variable>;
    for (const [accumulated, beta] of [
      [accBeta1, Math.fround(this.beta1)],
      [accBeta2, Math.fround(this.beta2)],
    ] as const) {
      let product = beta;
      for (let step = 0; step < this.iterations; step++) product = Math.fround(product * beta);
      const exact = scalar(product);
      accumulated.assign(exact);
      exact.dispose();
    }
  }
}

/** Adam (Kingma and Ba 2015, arXiv:1412.6980). `learningRate` defaults to the paper's 0.001. */
export function adam(
  learningRate = 1e-3,
  { beta1 = 0.9, beta2 = 0.999, eps = 1e-8 }: AdamOptions = {},
): OptimizerRecipe {
  return () => new Adam(learningRate, beta1, beta2, eps);
}
