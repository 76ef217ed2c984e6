import type { RunContext } from '@gradlab/experiment';
import { evaluate, fit, type History, inRun } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Food, FoodSize } from './food.ts';
import { BASELINE, type Mean, networkOf, type Setup, type Trial } from './means-training.ts';

export interface MeansSettings extends FoodSize {
  readonly epochs: number;
}

/** What a mean came to. */
export interface Effect {
  readonly accuracy: number;
  readonly seconds: number;
  /** Of what was trained from the start. */
  readonly history?: History;
}

/** One training, with the baseline's recipe where the trial says nothing else. */
export async function tried(
  context: RunContext<MeansSettings>,
  food: Food,
  name: string,
  setup: Setup,
  { model: build = networkOf, prepared = (data) => data, ...trial }: Trial,
): Promise<Effect & { readonly model: LayersModel }> {
  const model = build(setup);
  try {
    const history = await fit(model, prepared(food.train), {
      ...BASELINE,
      ...trial,
      epochs: context.settings.epochs,
      validation: prepared(food.validation),
      ...inRun(context, name),
    });
    return {
      model,
      history,
      accuracy: history.at(-1)?.validation?.metrics.accuracy ?? Number.NaN,
      seconds: history.reduce((sum, epoch) => sum + epoch.seconds, 0),
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The effect of one mean, beside the trained baseline. */
export async function effectOf(
  context: RunContext<MeansSettings>,
  food: Food,
  mean: Mean,
  setup: Setup,
  trained: LayersModel,
): Promise<Effect> {
  const { signal, onProgress } = context;
  if (mean.afterwards !== undefined) {
    const started = performance.now();
    const options = { signal, onProgress };
    const model = await mean.afterwards(trained, { setup, train: food.train, options });
    const seconds = (performance.now() - started) / 1000;
    try {
      const { metrics } = await evaluate(model, food.validation, { signal });
      return { accuracy: metrics.accuracy ?? Number.NaN, seconds };
    } finally {
      model.dispose();
    }
  }
  const trial = mean.taught?.(trained) ?? mean.trial?.(setup) ?? {};
  const { model, ...effect } = await tried(context, food, mean.what, setup, trial);
  model.dispose();
  return effect;
}
