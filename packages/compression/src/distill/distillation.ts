import { crossEntropy, type Loss, type ObjectiveRecipe } from '@gradlab/train';
import {
  add,
  dispose,
  keep,
  mul,
  type NamedTensorMap,
  type Scalar,
  sub,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import { type AttentionTransfer, attentionLoss } from './attention-transfer.ts';
import { checkLogits, type LayerPair, withFeatures } from './features.ts';
import { createAdapters, type Hint } from './hints.ts';
import { checkTemperature, softTargetLoss } from './soft-targets.ts';

export interface DistillationOptions {
  /** Returns logits `[N, K]`. It is applied in inference mode, and gets no gradient. */
  readonly teacher: LayersModel;
  /** T > 0. Default: 3, Keras'. Small students like 2.5 to 4, large ones above 8 (the paper). */
  readonly temperature?: number;
  /** Part of the soft targets in the loss, in [0, 1]; the rest is the loss on the labels. Default: 0.5, Keras'. */
  readonly alpha?: number;
  /** On the labels. Not computed where alpha is 1. Default: `crossEntropy`. */
  readonly loss?: Loss;
  /**
   * Layers whose values the student's should come near (Romero et al. 2015, arXiv:1412.6550): the weighted mean squared difference is added. Where
   * they have other numbers of channels, a linear map from the student's is learned along. Default: none.
   */
  readonly hints?: readonly Hint[];
  /** Learning rate of these maps, by plain gradient descent. Default: 0.01. */
  readonly hintRate?: number;
  /** Layers that should attend to the same places. Default: none. */
  readonly attentionTransfer?: AttentionTransfer;
  /** Of the maps' initial values. Default: 0. */
  readonly seed?: number;
}

function check({ temperature = 3, alpha = 0.5, hints = [], hintRate = 0.01, ...rest }: DistillationOptions) {
  checkTemperature(temperature);
  if (!(alpha >= 0 && alpha <= 1)) throw new InvalidOptionError(`alpha must be in [0, 1], got ${alpha}.`);
  const { weight = 0, form = 'code' } = rest.attentionTransfer ?? {};
  for (const value of [hintRate, weight, ...hints.map((hint) => hint.weight ?? 1)]) {
    if (value >= 0 && Number.isFinite(value)) continue;
    throw new InvalidOptionError(`Weights and rates of hints must be at least 0, got ${value}.`);
  }
  if (form !== 'code' && form !== 'paper') {
    throw new InvalidOptionError(`attentionTransfer: form must be 'code' or 'paper', got ${form}.`);
  }
}

/**
 * Knowledge distillation (Hinton, Vinyals and Dean 2015, arXiv:1503.02531) for `fit`: the student learns what a teacher says of every class,
 * alpha T^2 KL(teacher / T, student / T) + (1 - alpha) loss(labels, student), and what hints and attention transfer add. The KL is a mean over
 * the batch, not over classes.
 *
 * ```ts
 * await fit(student, train, { objective: distillation({ teacher, temperature: 4, alpha: 0.9 }), optimizer: adam(), epochs: 5 });
 * ```
 *
 * @throws InvalidOptionError for options that cannot work; from the run where teacher or student return probabilities, or layers do not fit
 */
export function distillation(options: DistillationOptions): ObjectiveRecipe {
  check(options);
  const { teacher, temperature = 3, alpha = 0.5, loss = crossEntropy } = options;
  const { hints = [], hintRate = 0.01, attentionTransfer, seed = 0 } = options;
  const { pairs = [], weight = 1000, form = 'code' } = attentionTransfer ?? {};
  const looked: readonly LayerPair[] = [...hints, ...pairs];
  return () => {
    const adapters = createAdapters(seed);
    const teach = withFeatures(
      teacher,
      looked.map((pair) => pair.teacher),
    );
    let learn: ReturnType<typeof withFeatures> | undefined;

    /** What the teacher adds to the loss. Call it inside tidy. */
    const taughtLoss = (taught: readonly Tensor[], [student, ...features]: readonly Tensor[]): Tensor => {
      const soft = softTargetLoss(taught[0] as Tensor, student as Tensor, temperature);
      const others = features.map((feature, i) => {
        const wanted = taught[i + 1] as Tensor;
        const hint = hints[i];
        return hint === undefined
          ? mul(attentionLoss(wanted, feature, form), weight)
          : mul(adapters.loss(i, wanted, feature), hint.weight ?? 1);
      });
      return others.reduce((total, term) => add(total, term), mul(soft, alpha));
    };

    /** Once in a run. An error in the step itself would leave behind what TensorFlow.js recorded of it. */
    const begin = async (model: LayersModel, xs: Tensor, taught: readonly Tensor[]) => {
      const student = withFeatures(
        model,
        looked.map((pair) => pair.student),
      );
      const found = tidy(() => student(xs, false).map((value) => keep(value.clone())));
      try {
        await checkLogits('teacher', taught[0] as Tensor);
        await checkLogits('student', found[0] as Tensor);
        adapters.prepare(hints.map((_, i) => [taught[i + 1] as Tensor, found[i + 1] as Tensor] as const));
        tidy(() => void taughtLoss(taught, found));
      } finally {
        dispose(found);
      }
      learn = student;
    };

    return {
      prepare: async ({ model, xs }) => {
        const taught = tidy(() => teach(xs, false).map((value) => keep(value.clone())));
        try {
          if (learn === undefined) await begin(model, xs, taught);
        } catch (error) {
          dispose(taught);
          throw error;
        }
        return Object.fromEntries(taught.map((value, i) => [String(i), value]));
      },
      loss: ({ xs, ys }, prepared: NamedTensorMap) =>
        tidy(() => {
          const outputs = (learn as ReturnType<typeof withFeatures>)(xs, true);
          const student = outputs[0] as Tensor;
          const taught = taughtLoss(Object.values(prepared), outputs);
          const total = alpha < 1 ? add(taught, mul(loss(ys, student), 1 - alpha)) : taught;
          return { loss: total as Scalar, outputs: student };
        }),
      variables: adapters.variables,
      update: (gradients) => {
        for (const map of adapters.variables()) {
          map.assign(sub(map, mul(gradients[map.name] as Tensor, hintRate)));
        }
      },
      restore: adapters.restore,
      dispose: adapters.dispose,
    };
  };
}
