import { defineExperiment } from '@gradlab/experiment';
import { accuracyCurves, lossCurves } from './pictures.ts';
import {
  finalAccuracy,
  loadDigits,
  percent,
  TARGETED_SIZES,
  trainDigits,
  trainingProtocol,
} from './recipe.ts';

/** A1: the digit CNN, with batch norm and without any. */
export const a1 = defineExperiment({
  id: 'A1',
  title: 'Digit CNN on MNIST, with and without batch norm',
  app: 'project-4',
  metrics: {
    testAccuracy: { label: 'test accuracy', reported: 0.9884, format: 'percent' },
    testAccuracyWithoutBatchNorm: {
      label: 'test accuracy without any batch norm',
      reported: 0.9777,
      format: 'percent',
    },
  },
  settings: TARGETED_SIZES,
  target: ({ target }) => `test accuracy with batch norm >= ${percent(target)}`,
  run: async (context) => {
    const data = await loadDigits(context);
    const normalized = await trainDigits(context, data);
    const plain = await trainDigits(context, data, { batchNorm: false });
    normalized.model.dispose();
    plain.model.dispose();

    const histories = { 'batch norm': normalized.history, 'no batch norm': plain.history };
    const testAccuracy = finalAccuracy(normalized.history);
    return {
      reproduced: { testAccuracy, testAccuracyWithoutBatchNorm: finalAccuracy(plain.history) },
      passed: testAccuracy >= context.settings.target,
      figures: { loss: lossCurves(histories), accuracy: accuracyCurves(histories) },
      protocol: trainingProtocol(context.settings),
    };
  },
});
