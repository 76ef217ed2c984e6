import type { Outcome, RunContext } from '@gradlab/experiment';
import { fit, sgd } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadFashion, type Size, testAccuracies, testCurves } from './fashion.ts';
import { type TensorTraining, trainFromTensors } from './from-tensors.ts';

export interface TargetedSize extends Size {
  /** Test accuracy that both ways must pass. */
  readonly target: number;
}

type Comparison = Omit<Outcome<'fromTensors' | 'withLayers'>, 'protocol'>;

function compared(
  title: string,
  target: number,
  byHand: readonly number[],
  byModel: readonly number[],
): Comparison {
  const fromTensors = byHand.at(-1) ?? Number.NaN;
  const withLayers = byModel.at(-1) ?? Number.NaN;
  return {
    reproduced: { fromTensors, withLayers },
    passed: Math.min(fromTensors, withLayers) > target,
    figures: { accuracy: testCurves(title, { 'from tensors': byHand, 'with layers': byModel }) },
  };
}

/**
 * Trains the same network twice on Fashion-MNIST, written out in operations and as a model, by plain descent, and compares their test accuracy after
 * the last epoch. The model is disposed.
 */
export async function bothWays(
  context: RunContext<TargetedSize>,
  title: string,
  model: LayersModel,
  training: TensorTraining,
): Promise<Comparison> {
  const { settings, seed, signal, onProgress } = context;
  const { learningRate, batchSize } = training;
  try {
    const data = await loadFashion(context);
    const byHand = await trainFromTensors(context, data, training);
    const history = await fit(model, data.train, {
      optimizer: sgd(learningRate),
      epochs: settings.epochs,
      batchSize,
      validation: data.test,
      seed,
      signal,
      onProgress,
    });
    return compared(title, settings.target, byHand, testAccuracies(history));
  } finally {
    model.dispose();
  }
}
