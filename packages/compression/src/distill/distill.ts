import { type FitOptions, fit, type History, type TrainSource } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Masks } from '../masks/mask.ts';
import { masked } from '../masks/masked.ts';
import { type DistillationOptions, distillation } from './distillation.ts';

export interface DistillOptions
  extends Omit<DistillationOptions, 'teacher' | 'seed'>,
    Omit<FitOptions, 'objective' | 'loss'> {
  /** Of a pruned student: what is pruned stays 0. Default: none. */
  readonly masks?: Masks;
}

/**
 * Trains a student on a teacher's soft targets, in place: `fit` with `distillation`, whose options it takes together.
 *
 * ```ts
 * await distill(teacher, student, train, { temperature: 4, alpha: 0.9, optimizer: adam(), epochs: 5, validation: test });
 * ```
 *
 * @returns what each epoch came to; `loss` is the sum that was minimised, validation is measured by the loss on labels
 * @throws as `fit` and `distillation`; MaskError where the masks do not fit the student
 */
export async function distill(
  teacher: LayersModel,
  student: LayersModel,
  data: TrainSource,
  options: DistillOptions,
): Promise<History> {
  const { temperature, alpha, loss, hints, hintRate, attentionTransfer, masks, ...fitting } = options;
  const given = { temperature, alpha, loss, hints, hintRate, attentionTransfer, seed: fitting.seed };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return fit(student, data, {
    ...fitting,
    ...(loss === undefined ? {} : { loss }),
    ...(masks === undefined ? {} : { optimizer: masked(fitting.optimizer, student, masks) }),
    objective: distillation({ ...Object.fromEntries(known), teacher }),
  });
}
