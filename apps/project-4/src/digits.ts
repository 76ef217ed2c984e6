import { fgsm, robustAccuracy } from '@gradlab/attacks';
import { defineExperiment } from '@gradlab/experiment';
import { accuracyCurves, fgsmGrid, lossCurves, predictDigits, predictionGrid } from './pictures.ts';
import {
  finalAccuracy,
  loadDigits,
  percent,
  TARGETED_SIZES,
  trainDigits,
  trainingProtocol,
} from './recipe.ts';

const EPS = 0.2;
const SHOWN = 40;
const ROWS = 8;
const ATTACKED_TARGET = 0.5;

/** The digit homework from data to picture: A1, A1v and A3 with one network. `npm start` runs it. */
export const digits = defineExperiment({
  id: 'digits',
  title: 'The digit homework: train the digit CNN, look at it, attack it',
  app: 'project-4',
  metrics: {
    testAccuracy: { label: 'test accuracy (A1)', reported: 0.9884, format: 'percent' },
    accuracyUnderAttack: {
      label: `accuracy under FGSM, eps ${EPS} (A3)`,
      reported: '< 0.5',
      format: 'percent',
    },
  },
  settings: TARGETED_SIZES,
  target: ({ target }) =>
    `test accuracy >= ${percent(target)} and accuracy under attack < ${percent(ATTACKED_TARGET)}`,
  run: async (context) => {
    const { settings, signal, onProgress } = context;
    const data = await loadDigits(context);
    const { model, history } = await trainDigits(context, data);
    const predictions = await predictDigits(model, data.test, signal);
    const [attacked] = await robustAccuracy(model, data.test, {
      attack: fgsm,
      eps: [EPS],
      signal,
      onProgress,
    });
    const adversarial = await fgsmGrid(model, data.test, EPS, ROWS);
    model.dispose();

    const testAccuracy = finalAccuracy(history);
    const accuracyUnderAttack = attacked?.accuracy ?? Number.NaN;
    const shown = Array.from({ length: Math.min(SHOWN, data.test.length) }, (_, index) => index);
    return {
      reproduced: { testAccuracy, accuracyUnderAttack },
      passed: testAccuracy >= settings.target && accuracyUnderAttack < ATTACKED_TARGET,
      figures: {
        loss: lossCurves({ 'digit CNN': history }),
        accuracy: accuracyCurves({ 'digit CNN': history }),
        digits: predictionGrid('Test digits: predicted class and confidence', data.test, predictions, shown),
        adversarial,
      },
      protocol:
        `${trainingProtocol(settings)} Then FGSM: one step of ${EPS} along the sign of the input gradient, clipped to [0, 1], on ` +
        'all test images.',
    };
  },
});
