import {
  cast,
  conv2d,
  dispose,
  logSoftmax,
  matMul,
  maxPool,
  mean,
  mul,
  neg,
  oneHot,
  randomUniform,
  relu,
  reshape,
  type Scalar,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tidy,
  train,
  variable,
} from '@tensorflow/tfjs-core';
import { BATCH, MATRIX } from './sizes.ts';

/** Something to measure. `run` gives a tensor that cannot be read before the work is done. */
export interface Work {
  readonly run: () => Tensor;
  readonly dispose: () => void;
}

const random = (shape: number[], scale: number, seed: number) =>
  randomUniform(shape, -scale, scale, 'float32', seed);

/** A step of stochastic gradient descent on two convolutions with pooling and a dense layer, on images of 28 x 28. */
export function trainingStep(): Work {
  const images = random([BATCH, 28, 28, 1], 1, 1) as Tensor4D;
  const labels = tidy(() =>
    cast(
      oneHot(
        tensor1d(
          Array.from({ length: BATCH }, (_, i) => i % 10),
          'int32',
        ),
        10,
      ),
      'float32',
    ),
  );
  const weights = [
    [3, 3, 1, 16],
    [3, 3, 16, 32],
    [7 * 7 * 32, 10],
  ].map((shape, i) => tidy(() => variable(random(shape, 0.1, 2 + i))));
  const [first, second, dense] = weights as unknown as [Tensor4D, Tensor4D, Tensor2D];
  const loss = () => {
    const once = maxPool(relu(conv2d(images, first, 1, 'same')), 2, 2, 'valid');
    const twice = maxPool(relu(conv2d(once, second, 1, 'same')), 2, 2, 'valid');
    const logits = matMul(reshape(twice, [BATCH, 7 * 7 * 32]), dense);
    return neg(mean(sum(mul(logSoftmax(logits), labels), -1))) as Scalar;
  };
  const optimizer = train.sgd(0.01);
  return {
    run: () => optimizer.minimize(loss, true, weights) as Scalar,
    dispose: () => {
      dispose([images, labels, ...weights]);
      optimizer.dispose();
    },
  };
}

export function matrixProduct(): Work {
  const [a, b] = [random([MATRIX, MATRIX], 1, 1), random([MATRIX, MATRIX], 1, 2)];
  return { run: () => matMul(a, b), dispose: () => dispose([a, b]) };
}
