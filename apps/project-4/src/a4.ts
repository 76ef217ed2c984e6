import { defineExperiment } from '@gradlab/experiment';
import { wordGru } from '@gradlab/models';
import { adam, fit, inRun } from '@gradlab/train';
import { loadWords, wordCurves, wordReport } from './languages.ts';
import { percent } from './recipe.ts';

const HIDDEN = 128;
const LEARNING_RATE = 0.002;
const BATCH_SIZE = 128;
const REPORTED = 0.882;

/** A4: the language of a single word. */
export const a4 = defineExperiment({
  id: 'A4',
  title: 'The language of a word, by a GRU over its characters',
  app: 'project-4',
  metrics: { testAccuracy: { label: 'test accuracy', reported: REPORTED, format: 'percent' } },
  settings: {
    quick: { epochs: 2, target: 0.5 },
    default: { epochs: 15, target: REPORTED },
    full: { epochs: 15, target: REPORTED },
  },
  target: ({ target }) => `test accuracy >= ${percent(target)}`,
  run: async (context) => {
    const { settings, seed, log } = context;
    const words = await loadWords(context, 'oneHot');
    const model = wordGru({
      characters: words.characters.length,
      hidden: HIDDEN,
      classes: words.train.classes.length,
      seed,
    });
    const history = await fit(model, words.train, {
      optimizer: adam(LEARNING_RATE),
      epochs: settings.epochs,
      batchSize: BATCH_SIZE,
      validation: words.dev,
      ...inRun(context, 'GRU'),
      onEpoch: ({ epoch, loss, validation }) =>
        log(
          `epoch ${epoch}: training loss ${loss.toFixed(4)}, dev accuracy ${percent(validation?.metrics.accuracy)}`,
        ),
    });
    const { accuracy, section } = await wordReport(model, words);
    model.dispose();
    return {
      reproduced: { testAccuracy: accuracy },
      passed: accuracy >= settings.target,
      figures: { accuracy: wordCurves(history) },
      sections: [section],
      protocol:
        `One-hot characters (${words.characters.length}) of words of at most 10, a GRU of ${HIDDEN} units whose last state a dense layer classifies; ` +
        `${words.train.length} training words from ${words.source === 'file' ? 'the homework\u2019s file' : 'dictionaries'}, ${settings.epochs} epochs, batches of ${BATCH_SIZE}, cross-entropy, Adam with ` +
        `learning rate ${LEARNING_RATE}, weights of the last epoch, tested once on ${words.test.length} words.`,
    };
  },
});
