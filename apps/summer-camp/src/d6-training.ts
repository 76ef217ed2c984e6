import { pgd } from '@gradlab/attacks';
import type { ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { cifarCnn } from '@gradlab/models';
import { adam, adversarialTraining, type FitOptions, fit, type History, inRun } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What the document says of its adversarial training. */
export const DOCUMENT = { eps: 0.3, alpha: 0.01, steps: 40, clipNorm: 10 } as const;
export const LEARNING_RATE = 0.001;
export const BATCH_SIZE = 64;

const percent = (value = Number.NaN) => `${(100 * value).toFixed(1)} %`;

/** One network, trained for one objective. The caller disposes it. */
export async function trained(
  context: RunContext<unknown>,
  name: string,
  data: ImageDataset,
  options: Pick<FitOptions, 'epochs'> & Partial<FitOptions>,
): Promise<{ readonly model: LayersModel; readonly history: History }> {
  const model = cifarCnn({ seed: context.seed });
  const history = await fit(model, data, {
    optimizer: adam(LEARNING_RATE),
    batchSize: BATCH_SIZE,
    ...inRun(context, name),
    onEpoch: ({ epoch, loss, metrics: { accuracy, adversarialAccuracy } }) =>
      context.log(
        `${name}, epoch ${epoch} of ${options.epochs}: loss ${loss.toFixed(3)}, training accuracy ${percent(accuracy)}${
          adversarialAccuracy === undefined ? '' : `, under attack ${percent(adversarialAccuracy)}`
        }`,
      ),
    ...options,
  });
  return { model, history };
}

/** The document's own recipe, at a radius. */
export const asInTheDocument = (eps: number, epochs: number) => ({
  objective: adversarialTraining({
    attack: (seed) => pgd({ eps, alpha: Math.min(DOCUMENT.alpha, eps / 4), steps: DOCUMENT.steps, seed }),
    cleanWeight: 1,
  }),
  clipNorm: DOCUMENT.clipNorm,
  epochs,
});

/** The mean of clean and adversarial accuracy in the last epoch, which is what the document calls accuracy. */
export const meanAccuracy = (history: History) => {
  const { accuracy = Number.NaN, adversarialAccuracy = Number.NaN } = history.at(-1)?.metrics ?? {};
  return (accuracy + adversarialAccuracy) / 2;
};
