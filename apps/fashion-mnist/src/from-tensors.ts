import type { ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import {
  add,
  argMax,
  div,
  dropout,
  equal,
  exp,
  log,
  matMul,
  max,
  mean,
  mul,
  neg,
  oneHot,
  randomNormal,
  relu,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
  type Variable,
  variable,
  variableGrads,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Size } from './fashion.ts';

// Softmax, cross-entropy, dropout and descent written out, as a lesson: the packages have them ready-made.

/** Probabilities of each row. The largest logit is taken away first, or its power would overflow. */
export function softmax(logits: Tensor): Tensor {
  const powers = exp(sub(logits, max(logits, 1, true)));
  return div(powers, sum(powers, 1, true));
}

/** Mean of -log p for the probability p of each sample's class. */
export function crossEntropy(probabilities: Tensor, labels: Tensor1D): Scalar {
  const chosen = mul(oneHot(labels, probabilities.shape[1] as number), probabilities);
  return neg(mean(log(sum(chosen, 1)))) as Scalar;
}

/** Layers of weights `[from, to]` and biases `[to]`: normal numbers of standard deviation 0.01, and zeros. */
export const makeLayers = (units: readonly number[], seed: number): Variable[] =>
  units
    .slice(1)
    .flatMap((to, i) =>
      tidy(() => [
        variable(randomNormal([units[i] as number, to], 0, 0.01, 'float32', seed * 100 + i + 1)),
        variable(zeros([to])),
      ]),
    );

/** Logits of a perceptron; with a dropout rate for each hidden layer while it is trained. */
export function perceptron(
  xs: Tensor,
  layers: readonly Variable[],
  rates: readonly number[] = [],
  seed = 0,
): Tensor {
  let hidden: Tensor = reshape(xs, [xs.shape[0] as number, -1]);
  for (let i = 0; i < layers.length; i += 2) {
    hidden = add(matMul(hidden, layers[i] as Variable), layers[i + 1] as Variable);
    if (i + 2 === layers.length) break;
    hidden = relu(hidden);
    const rate = rates[i / 2] ?? 0;
    if (rate > 0) hidden = dropout(hidden, rate, undefined, `${seed}/${i}`);
  }
  return hidden;
}

function accuracyOf(layers: readonly Variable[], data: ImageDataset): number {
  let right = 0;
  for (const { xs, ys } of data.batches({ batchSize: 1000 })) {
    right += tidy(() => sum(equal(argMax(perceptron(xs, layers), 1), ys)).dataSync()[0] as number);
    xs.dispose();
    ys.dispose();
  }
  return right / data.length;
}

export interface TensorTraining {
  readonly units: readonly number[];
  readonly learningRate: number;
  readonly batchSize: number;
  readonly rates?: readonly number[];
}

/** Trains by w = w - rate dw, batch by batch. @returns test accuracy after each epoch */
export async function trainFromTensors(
  { settings, seed, signal, onProgress }: RunContext<Size>,
  { train, test }: { readonly train: ImageDataset; readonly test: ImageDataset },
  { units, learningRate, batchSize, rates }: TensorTraining,
): Promise<number[]> {
  const layers = makeLayers(units, seed);
  const accuracies: number[] = [];
  try {
    for (let epoch = 0; epoch < settings.epochs; epoch++) {
      let done = 0;
      for (const { xs, ys } of train.batches({ batchSize, shuffle: true, seed: seed * 1000 + epoch })) {
        tidy(() => {
          const loss = () =>
            crossEntropy(softmax(perceptron(xs, layers, rates, epoch * train.length + done)), ys as Tensor1D);
          const { grads } = variableGrads(loss, layers);
          for (const weight of layers)
            weight.assign(sub(weight, mul(grads[weight.name] as Tensor, learningRate)));
        });
        done += xs.shape[0] as number;
        xs.dispose();
        ys.dispose();
        onProgress({
          phase: `from tensors, epoch ${epoch + 1}/${settings.epochs}`,
          done,
          total: train.length,
          unit: 'samples',
        });
        if (done % (batchSize * 20) === 0) await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      accuracies.push(accuracyOf(layers, test));
    }
    return accuracies;
  } finally {
    for (const weight of layers) weight.dispose();
  }
}
