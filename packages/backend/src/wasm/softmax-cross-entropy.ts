import { type GradConfig, type Tensor, type TensorInfo, engine as tfEngine } from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import { address, type Engine, output, scratch, words } from './engine.ts';
import type { MakeKernel } from './kernel.ts';

export interface CrossEntropyExports {
  /** First row whose label is no class, or -1. */
  wrongLabel(labels: number, rows: number, classes: number): number;
  /** loss = mean of -log softmax(row)[label]; `work` holds one row. */
  crossEntropy(
    logits: number,
    labels: number,
    rows: number,
    classes: number,
    loss: number,
    work: number,
  ): void;
  /** gradient = scale (softmax(logits) - onehot(labels)). */
  crossEntropyGradient(
    logits: number,
    labels: number,
    rows: number,
    classes: number,
    scale: number,
    gradient: number,
  ): void;
}

export const CROSS_ENTROPY = 'GradlabSoftmaxCrossEntropy';
export const CROSS_ENTROPY_GRADIENT = 'GradlabSoftmaxCrossEntropyGradient';

const shapeOf = ({ shape }: TensorInfo) => shape as [number, number];

function checkLabels(engine: Engine, labels: TensorInfo, logits: TensorInfo): void {
  const [rows, classes] = shapeOf(logits);
  const place = address(engine, labels);
  const wrong = engine.wasm.wrongLabel(place, rows, classes);
  if (wrong < 0) return;
  const label = words(engine)[(place >>> 2) + wrong];
  throw new EngineError(
    `${CROSS_ENTROPY}: label ${wrong} is ${label}, but the ${classes} classes are 0 to ${classes - 1}: check the labels, or the outputs of the model.`,
  );
}

/**
 * Mean softmax cross-entropy. Inputs: float32 `logits` `[N, K]` and int32 `labels` `[N]`; returns a scalar.
 *
 * @throws EngineError for a label that is no class; elsewhere TensorFlow.js takes such a sample's loss for 0.
 */
export const crossEntropy: MakeKernel =
  (engine) =>
  ({ inputs }) => {
    const { logits, labels } = inputs as { logits: TensorInfo; labels: TensorInfo };
    checkLabels(engine, labels, logits);
    const [rows, classes] = shapeOf(logits);
    const work = scratch(engine, 'softmax', 4 * classes);
    const loss = output(engine, []);
    const [from, targets, to] = [logits, labels, loss].map((info) => address(engine, info)) as [
      number,
      number,
      number,
    ];
    engine.wasm.crossEntropy(from, targets, rows, classes, to, work);
    return loss;
  };

/** Its gradient: (softmax - onehot) dy / N, from the logits, so that no probability near 1 is rounded to 1. */
export const crossEntropyGradient: MakeKernel =
  (engine) =>
  ({ inputs, attrs }) => {
    const { logits, labels } = inputs as { logits: TensorInfo; labels: TensorInfo };
    const { dy } = attrs as unknown as { dy: number };
    const [rows, classes] = shapeOf(logits);
    const gradient = output(engine, logits.shape);
    const [from, targets, to] = [logits, labels, gradient].map((info) => address(engine, info)) as [
      number,
      number,
      number,
    ];
    engine.wasm.crossEntropyGradient(from, targets, rows, classes, dy / rows, to);
    return gradient;
  };

export const crossEntropyGradConfig: GradConfig = {
  kernelName: CROSS_ENTROPY,
  inputsToSave: ['logits', 'labels'],
  gradFunc: (dy, saved) => {
    const [logits, labels] = saved as [Tensor, Tensor];
    return {
      logits: () => {
        const [scale] = (dy as Tensor).dataSync() as unknown as [number];
        return tfEngine().runKernel(CROSS_ENTROPY_GRADIENT, { logits, labels }, { dy: scale }) as Tensor;
      },
    };
  },
};
