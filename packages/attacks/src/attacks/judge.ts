import * as tf from '@tensorflow/tfjs-core';
import { type Predictions, predict } from '../classifier/predict.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import type { AttackInput, AttackResult } from './attack.ts';
import type { Cost } from './cost.ts';
import { read } from './read.ts';

/** A finished attack, before its outcome is known. */
export interface Crafted {
  readonly input: AttackInput;
  readonly clean: Predictions;
  readonly labelValues: Int32Array;
  /** Clipped to the bounds. */
  readonly adversarial: tf.Tensor;
  readonly zeroGradient: readonly boolean[];
  readonly cost: Cost;
}

/** Asks the model again, on exactly the tensor that is handed out, and measures how far it is from the clean one. */
export async function judge({
  input,
  clean,
  labelValues,
  adversarial,
  zeroGradient,
  cost,
}: Crafted): Promise<AttackResult> {
  const { classifier, xs, targeted } = input;
  const after = await predict(classifier, adversarial, 'adversarial');
  const [dinf = new Float32Array(), d2 = new Float32Array(), d1 = new Float32Array()] = await read(() => {
    const delta = tf.sub(adversarial, xs);
    return [linf, l2, l1].map((threat) => threat(0).distance(delta));
  });
  const reached = (predicted: Int32Array) =>
    Array.from(labelValues, (label, sample) => (predicted[sample] === label) === targeted);
  const alreadyMisclassified = reached(clean.classes);
  const success = reached(after.classes).map((hit, sample) => hit && !alreadyMisclassified[sample]);
  return {
    adversarial,
    success,
    alreadyMisclassified,
    zeroGradient,
    cleanPredictions: clean.classes,
    adversarialPredictions: after.classes,
    distances: { linf: dinf, l2: d2, l1: d1 },
    queries: cost.queries,
    gradients: cost.gradients,
    dispose: () => adversarial.dispose(),
  };
}
