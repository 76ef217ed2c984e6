import type { LanguageWords } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { wordCnn } from '@gradlab/models';
import type { ReportSection } from '@gradlab/plot';
import { adamw, cosine, evaluate, fit, type History, inRun } from '@gradlab/train';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { devCurves, loadWords, wordReport } from './languages.ts';
import { percent } from './recipe.ts';

const NETWORK = { embedding: 64, filters: 128, kernels: [2, 3, 4, 5], dropout: 0.5 };
const LEARNING_RATE = 0.003;
const WEIGHT_DECAY = 0.05;
const BATCH_SIZE = 128;
const REPORTED = 0.882;

interface Settings {
  /** Networks whose logits are averaged. */
  readonly members: number;
  readonly epochs: number;
  /** Test accuracy of the average that the run must reach. */
  readonly target: number;
}

/** Far from those of neighbouring runs. */
const seedOf = (seed: number, place: number) => (seed + 1000 * place) % 2 ** 32;
const nameOf = (place: number) => `network ${place + 1}`;

function networks({ settings, seed }: RunContext<Settings>, words: LanguageWords): LayersModel[] {
  const [characters, classes] = [words.characters.length, words.train.classes.length];
  return Array.from({ length: settings.members }, (_, place) => {
    const network = wordCnn({ ...NETWORK, characters, classes, seed: seedOf(seed, place) });
    // Parts of one model need names of their own, without spaces.
    network.name = `network${place + 1}`;
    return network;
  });
}

/** One network that gives the mean of the others' logits, and has their weights: it is disposed in their place. */
function average(members: readonly LayersModel[]): LayersModel {
  const word = input({ shape: members[0]?.inputs[0]?.shape.slice(1) as number[] });
  const logits = members.map((network) => network.apply(word) as SymbolicTensor);
  const mean = logits.length === 1 ? logits[0] : layers.average().apply(logits);
  return model({ inputs: word, outputs: mean as SymbolicTensor });
}

function train(
  context: RunContext<Settings>,
  words: LanguageWords,
  network: LayersModel,
  place: number,
): Promise<History> {
  const { settings, seed, log } = context;
  return fit(network, words.train, {
    optimizer: adamw(LEARNING_RATE, { weightDecay: WEIGHT_DECAY, decayVectors: false }),
    schedule: cosine({ warmup: 1 }),
    clipNorm: 1,
    epochs: settings.epochs,
    batchSize: BATCH_SIZE,
    validation: words.dev,
    ...inRun(context, nameOf(place)),
    seed: seedOf(seed, place),
    onEpoch: ({ epoch, loss, validation }) =>
      log(
        `${nameOf(place)}, epoch ${epoch}: training loss ${loss.toFixed(4)}, dev accuracy ${percent(validation?.metrics.accuracy)}`,
      ),
  });
}

const accuracyOn = async (network: LayersModel, part: LanguageWords['test']) =>
  (await evaluate(network, part)).metrics.accuracy ?? Number.NaN;

const protocol = ({ members, epochs }: Settings, { train, dev, test, source }: LanguageWords) =>
  `${members} networks of different seeds, their logits averaged: letters embedded in ${NETWORK.embedding} numbers, ${NETWORK.filters} filters over ${NETWORK.kernels.join(', ')} letters each, ` +
  `the largest value of every filter, dropout ${NETWORK.dropout}, a dense layer. ${train.length} training words from ` +
  `${source === 'file' ? 'the homework\u2019s file' : 'dictionaries'}, ${epochs} epochs, batches of ${BATCH_SIZE}, cross-entropy, AdamW with learning rate ${LEARNING_RATE} ` +
  `(one epoch of warm-up, then a cosine) and weight decay ${WEIGHT_DECAY}, gradients of at most length 1, weights of the last epoch. Chosen by the ${dev.length} dev words and 2500 ` +
  `training words held out meanwhile; the ${test.length} test words had no part in it.`;

const table = (dev: readonly number[], test: readonly number[]): ReportSection => ({
  heading: 'The networks one by one',
  table: {
    columns: ['network', 'dev accuracy', 'test accuracy'],
    rows: test.map((accuracy, i) => [String(i + 1), percent(dev[i]), percent(accuracy)]),
  },
});

interface Trained {
  readonly members: readonly LayersModel[];
  readonly all: LayersModel;
  readonly histories: readonly History[];
}

/** The only look at the test words. */
async function judged(
  { settings }: RunContext<Settings>,
  words: LanguageWords,
  { members, all, histories }: Trained,
) {
  const test: number[] = [];
  for (const network of members) test.push(await accuracyOn(network, words.test));
  const dev = histories.map((history) => history.at(-1)?.validation?.metrics.accuracy ?? Number.NaN);
  const { accuracy, section } = await wordReport(all, words);
  return {
    reproduced: {
      testAccuracy: accuracy,
      standardError: Math.sqrt((accuracy * (1 - accuracy)) / words.test.length),
      oneNetwork: test.reduce((sum, value) => sum + value, 0) / test.length,
      devAccuracy: await accuracyOn(all, words.dev),
    },
    passed: accuracy >= settings.target,
    figures: { accuracy: devCurves(histories) },
    sections: [table(dev, test), section],
    protocol: protocol(settings, words),
  };
}

/** A4+: the bonus, a better way to tell the language of a word. */
export const a4Plus = defineExperiment({
  id: 'A4+',
  title: 'The language of a word, by convolutions over its letters',
  app: 'project-4',
  metrics: {
    testAccuracy: { label: 'test accuracy, average of the networks', reported: REPORTED, format: 'percent' },
    standardError: { label: 'its standard error', reported: 'none', format: 'percent' },
    oneNetwork: { label: 'test accuracy of one network, mean', reported: 'none', format: 'percent' },
    devAccuracy: { label: 'dev accuracy, average of the networks', reported: 'none', format: 'percent' },
  },
  settings: {
    quick: { members: 2, epochs: 1, target: 0.6 },
    default: { members: 3, epochs: 15, target: REPORTED + 0.02 },
    full: { members: 3, epochs: 15, target: REPORTED + 0.02 },
  } satisfies Record<string, Settings>,
  target: ({ target }) => `test accuracy >= ${percent(target)}`,
  run: async (context) => {
    const words = await loadWords(context, 'oneHot');
    const members = networks(context, words);
    const all = average(members);
    try {
      const histories: History[] = [];
      for (const [place, network] of members.entries()) {
        histories.push(await train(context, words, network, place));
      }
      return await judged(context, words, { members, all, histories });
    } finally {
      all.dispose();
    }
  },
});
