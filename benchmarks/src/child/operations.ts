import { inputGradient, pgd } from '@gradlab/attacks';
import { crossEntropy, sgd } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Operation } from '../workloads.ts';
import type { Batch } from './inputs.ts';
import type { Repeatable, Repetition } from './repeat.ts';

/** Small, so that thousands of steps on one batch neither diverge nor bring gradients near the denormal numbers. */
const LEARNING_RATE = 1e-4;
const MOMENTUM = 0.9;
const EPS = 8 / 255;
const PGD_STEPS = 10;

/** Reads one value, which waits for all that it depends on. */
function readOne(tensor: tf.Tensor): void {
  const one = tf.tidy(() => tf.slice(tf.reshape(tensor, [-1]), 0, 1));
  one.dataSync();
  one.dispose();
}

function training(model: LayersModel, { xs, ys }: Batch): Repeatable {
  const optimizer = sgd(LEARNING_RATE, { momentum: MOMENTUM })();
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const repetition = () => {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => crossEntropy(ys, model.apply(xs, { training: true }) as tf.Tensor),
        variables,
      );
      optimizer.applyGradients(grads);
      return value;
    });
    const [value = Number.NaN] = loss.dataSync();
    loss.dispose();
    if (!Number.isFinite(value)) throw new Error(`the loss became ${value}`);
  };
  return { repetition, dispose: () => optimizer.dispose() };
}

function forward(model: LayersModel, { xs }: Batch): Repetition {
  return () => {
    const logits = tf.tidy(() => model.apply(xs, { training: false }) as tf.Tensor);
    logits.dataSync();
    logits.dispose();
  };
}

/** FGSM without the checks of the attack: the gradient, its sign, a step and the clip. */
function gradientStep(model: LayersModel, { xs, ys }: Batch): Repetition {
  return () => {
    const moved = tf.tidy(() => {
      const gradient = inputGradient(model, xs, ys);
      const positive = tf.cast(tf.greater(gradient, 0), 'float32');
      const sign = tf.sub(positive, tf.cast(tf.less(gradient, 0), 'float32'));
      return tf.clipByValue(tf.add(xs, tf.mul(sign, EPS)), 0, 1);
    });
    readOne(moved);
    moved.dispose();
  };
}

/** The attack as a user calls it: with its checks, and one prediction of the clean batch. */
function attack(model: LayersModel, { xs, ys }: Batch): Repetition {
  const attackOf = pgd({ eps: EPS, steps: PGD_STEPS });
  return async () => {
    const adversarial = await attackOf(model, xs, ys);
    readOne(adversarial);
    adversarial.dispose();
  };
}

const nothing = () => {};

/** `operation` on the model and the batch, which stay the caller's. */
export function repeatable(operation: Operation, model: LayersModel, batch: Batch): Repeatable {
  switch (operation) {
    case 'train':
      return training(model, batch);
    case 'forward':
      return { repetition: forward(model, batch), dispose: nothing };
    case 'inputGradient':
      return { repetition: gradientStep(model, batch), dispose: nothing };
    case 'pgd':
      return { repetition: attack(model, batch), dispose: nothing };
  }
}
