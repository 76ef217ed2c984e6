import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../classifier/bounds.ts';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { type Predictions, predict } from '../classifier/predict.ts';
import { checkEpsCount, isZero } from '../threats/radius.ts';
import type { Attack, AttackDefinition, AttackInput, Perturbed, RunOptions } from './attack.ts';
import { checkInputs, checkLabelRange, checkLabelShape } from './check.ts';
import { ledger } from './cost.ts';
import { judge } from './judge.ts';

/** An attack from its body. Checks, clipping, re-prediction and the result are the same for all attacks. */
export function defineAttack(definition: AttackDefinition): Attack {
  const { id, threat, targeted } = definition;

  const craft = async (model: Model, xs: tf.Tensor, labels: tf.Tensor, options: RunOptions = {}) => {
    const { input, clean, labelValues } = await prepare(definition, model, xs, labels, options);
    const perturbed = isZero(threat.eps) ? unchanged(input) : await definition.perturb(input);
    const { zeroGradient, cost } = perturbed;
    try {
      const adversarial = clipToBounds(perturbed.adversarial, input.classifier.bounds);
      return { input, clean, labelValues, adversarial, zeroGradient, cost };
    } finally {
      perturbed.adversarial.dispose();
    }
  };

  const attack = async (...args: Parameters<Attack>) => (await craft(...args)).adversarial;

  const run: Attack['run'] = async (...args) => {
    const crafted = await craft(...args);
    try {
      return await judge(crafted);
    } catch (error) {
      crafted.adversarial.dispose();
      throw error;
    }
  };

  return Object.assign(attack, { id, threat, targeted, run });
}

async function prepare(
  { threat, targeted }: AttackDefinition,
  model: Model,
  xs: tf.Tensor,
  labels: tf.Tensor,
  options: RunOptions,
): Promise<{ input: AttackInput; clean: Predictions; labelValues: Int32Array }> {
  options.signal?.throwIfAborted();
  const classifier = toClassifier(model);
  await checkInputs(xs, classifier.bounds);
  checkLabelShape(labels, xs.shape[0] ?? 0);
  checkEpsCount(threat.eps, xs.shape[0] ?? 0);
  const labelValues = Int32Array.from(await labels.data());
  const clean = await predict(classifier, xs);
  checkLabelRange(labelValues, clean.classCount);
  options.signal?.throwIfAborted();
  const input = { classifier, xs, labels: labels as tf.Tensor1D, threat, targeted, options };
  return { input, clean, labelValues };
}

function unchanged({ xs }: AttackInput): Perturbed {
  const samples = xs.shape[0] ?? 0;
  return {
    adversarial: tf.clone(xs),
    zeroGradient: new Array<boolean>(samples).fill(false),
    cost: ledger(samples),
  };
}
