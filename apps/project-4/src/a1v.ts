import { defineExperiment } from '@gradlab/experiment';
import { predictDigits, predictionGrid } from './pictures.ts';
import { loadDigits, SIZES, trainDigits, trainingProtocol } from './recipe.ts';

const SHOWN = 40;
const CONFIDENT = 0.9;
/** "Most" confidences. */
const TARGET = 0.5;

/** A1v: test digits with predicted class and confidence. */
export const a1v = defineExperiment({
  id: 'A1v',
  title: 'Test digits with predicted class and confidence',
  app: 'project-4',
  metrics: {
    confidentShare: {
      label: `share of confidences above ${CONFIDENT}`,
      reported: '> 0.5',
      format: 'percent',
    },
  },
  settings: SIZES,
  target: () => `most confidences are above ${CONFIDENT}`,
  run: async (context) => {
    const data = await loadDigits(context);
    const { model } = await trainDigits(context, data);
    const predictions = await predictDigits(model, data.test, context.signal);
    model.dispose();

    const everyIndex = predictions.map((_, index) => index);
    const wrong = everyIndex.filter((index) => predictions[index]?.label !== data.test.labels[index]);
    const errors = wrong.slice(0, SHOWN);
    const confidentShare =
      predictions.filter(({ confidence }) => confidence > CONFIDENT).length / predictions.length;
    return {
      reproduced: { confidentShare },
      passed: confidentShare > TARGET,
      figures: {
        digits: predictionGrid('The first test digits', data.test, predictions, everyIndex.slice(0, SHOWN)),
        ...(errors.length > 0 && {
          errors: predictionGrid(
            `Errors, ${errors.length} of ${wrong.length}: true class as predicted (confidence)`,
            data.test,
            predictions,
            errors,
          ),
        }),
      },
      protocol: trainingProtocol(context.settings),
    };
  },
});
