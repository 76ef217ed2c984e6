import type { Outcome, RunContext } from '@gradlab/experiment';
import { fit, sgd } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadFashion, type Size, testAccuracies, testCurves } from './fashion.ts';
import { type TensorTraining, trainFromTensors } from './from-tensors.ts';

export interface TargetedSize extends Size {
  /** Test accuracy that both ways must pass. */
  readonly target: number;
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
): Promise<Omit<Outcome<'fromTensors' | 'withLayers'>, 'protocol'>> {
  const { settings, seed, signal, onProgress } = context;
  const { learningRate, batchSize } = training;
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
  model.dispose();
  const byModel = testAccuracies(history);
  const [fromTensors, withLayers] = [byHand, byModel].map((list) => list.at(-1) ?? Number.NaN) as [
    number,
    number,
  ];
  return {
    reproduced: { fromTensors, withLayers },
    passed: Math.min(fromTensors, withLayers) > settings.target,
    figures: { accuracy: testCurves(title, { 'from tensors': byHand, 'with layers': byModel }) },
  };
}
