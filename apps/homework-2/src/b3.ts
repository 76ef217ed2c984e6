import { compose, gaussianNoise, randomHorizontalFlip } from '@gradlab/augment';
import { type BatchSource, balancedSampler, type ImageDataset } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { cifarCnn, rowRnn } from '@gradlab/models';
import { classBalancedWeights, crossEntropyWith, type Loss, logitAdjusted } from '@gradlab/train';
import { ALL, loadCifar, type Size, TAIL, withTail } from './cifar.ts';
import { classBars, courses, curves, runsTable, testAccuracy } from './pictures.ts';
import { asDocument, cnnRecipe, documents, PROTOCOL, rnnRecipe } from './recipe.ts';
import { meanOf, percent, type Trained, trained } from './trained.ts';

/** The document's, whose strength it does not say; torchvision's standard deviation. */
export const DOCUMENT_AUGMENTATION = compose([randomHorizontalFlip(), gaussianNoise({ sigma: 0.1 })]);

const DOCUMENT_EPOCHS = 200;
const HEAD = [5, 6, 7, 8, 9];

interface Settings extends Size {
  readonly cnnEpochs: number;
  readonly rnnEpochs: number;
  /** Test accuracies that the plain trainings must reach. */
  readonly cnnTarget: number;
  readonly rnnTarget: number;
}

interface Answer {
  readonly train: BatchSource;
  readonly loss?: Loss;
}

/** What one can do about a long tail, the document's way last. */
function answers(tail: ImageDataset, seed: number): Readonly<Record<string, () => Answer>> {
  const counts = tail.countsPerClass();
  return {
    'class-balanced loss': () => ({
      train: tail,
      loss: crossEntropyWith({ classWeights: classBalancedWeights(counts) }),
    }),
    'logit adjustment': () => ({ train: tail, loss: logitAdjusted({ counts }) }),
    're-sampling': () => ({ train: balancedSampler(tail) }),
    'flips and noise': () => ({
      train: tail.balanceByAugmentation({ transform: DOCUMENT_AUGMENTATION, seed }),
    }),
  };
}

async function runAll(context: RunContext<Settings>, tail: ImageDataset, test: ImageDataset) {
  const { settings, seed } = context;
  const cnn = asDocument(context) ? documents(DOCUMENT_EPOCHS) : cnnRecipe(settings.cnnEpochs);
  const rnn = asDocument(context) ? documents(DOCUMENT_EPOCHS) : rnnRecipe(settings.rnnEpochs);
  const ofCnn = (name: string, answer: Answer) =>
    trained(context, { name, model: cifarCnn({ seed }), test, recipe: cnn, ...answer });
  const runs: Record<string, Trained> = {};
  runs.CNN = await ofCnn('CNN', { train: tail });
  runs.RNN = await trained(context, { name: 'RNN', model: rowRnn({ seed }), train: tail, test, recipe: rnn });
  for (const [name, answer] of Object.entries(answers(tail, seed))) {
    runs[name] = await ofCnn(name, answer());
  }
  return { runs: runs as Record<string, Trained> & { CNN: Trained; RNN: Trained }, cnn, rnn };
}

const ofAccuracy = (label: string, reported: number | 'none' = 'none') =>
  ({ label, reported, format: 'percent' }) as const;

/** B3: the long tail, and what helps against it. */
export const b3 = defineExperiment({
  id: 'B3',
  title: 'A long tail: five classes of CIFAR-10 with a tenth of their images',
  app: 'homework-2',
  metrics: {
    cnnLast: ofAccuracy('CNN, test accuracy, last epoch', 0.534),
    cnnBest: ofAccuracy('CNN, test accuracy, best epoch', 0.534),
    cnnTrain: ofAccuracy('CNN, training accuracy', 1),
    rnnLast: ofAccuracy('RNN, test accuracy, last epoch', 0.42),
    rnnBest: ofAccuracy('RNN, test accuracy, best epoch', 0.42),
    rnnTrain: ofAccuracy('RNN, training accuracy', 0.973),
    cnnTail: ofAccuracy('CNN, the five rare classes'),
    cnnHead: ofAccuracy('CNN, the five others'),
    classBalanced: ofAccuracy('CNN with class-balanced loss, last epoch'),
    logitAdjusted: ofAccuracy('CNN with logit adjustment, last epoch'),
    resampled: ofAccuracy('CNN with re-sampling, last epoch'),
    augmented: ofAccuracy('CNN balanced by flips and noise, last epoch'),
  },
  options: PROTOCOL,
  settings: {
    quick: {
      ...{ files: [1], trainImages: 1000, testImages: 200 },
      ...{ cnnEpochs: 2, rnnEpochs: 1, cnnTarget: 0.1, rnnTarget: 0.05 },
    },
    default: {
      ...{ files: [1], trainImages: 4000, testImages: 1000 },
      ...{ cnnEpochs: 10, rnnEpochs: 5, cnnTarget: 0.25, rnnTarget: 0.2 },
    },
    full: { ...ALL, cnnEpochs: 15, rnnEpochs: 24, cnnTarget: 0.534, rnnTarget: 0.42 },
  } satisfies Record<string, Settings>,
  target: ({ cnnTarget, rnnTarget }) =>
    `test accuracy of the best epoch: CNN >= ${percent(cnnTarget)}, RNN >= ${percent(rnnTarget)}; the rare classes below the others`,
  run: async (context) => {
    const { settings, seed } = context;
    const { train, test } = await loadCifar(context);
    const tail = withTail(train, seed);
    const { runs, cnn, rnn } = await runAll(context, tail, test);
    const { CNN, RNN, ...answered } = runs;
    const last = (name: string) => answered[name]?.last ?? Number.NaN;
    const [cnnTail, cnnHead] = [meanOf(CNN, TAIL), meanOf(CNN, HEAD)];
    const { RNN: _, ...cnns } = runs;
    return {
      reproduced: {
        ...{ cnnLast: CNN.last, cnnBest: CNN.best, cnnTrain: CNN.train },
        ...{ rnnLast: RNN.last, rnnBest: RNN.best, rnnTrain: RNN.train },
        ...{ cnnTail, cnnHead },
        classBalanced: last('class-balanced loss'),
        logitAdjusted: last('logit adjustment'),
        resampled: last('re-sampling'),
        augmented: last('flips and noise'),
      },
      passed: CNN.best >= settings.cnnTarget && RNN.best >= settings.rnnTarget && cnnTail < cnnHead,
      curves: courses(runs),
      figures: {
        ...curves({ CNN, RNN }, 'Long tail'),
        classes: classBars({ CNN, RNN }, test.classes, 'Long tail: accuracy of each class'),
        'answers-classes': classBars(cnns, test.classes, 'CNN: what helps the rare classes'),
        'answers-accuracy': testAccuracy(cnns, 'CNN, answers to the long tail'),
      },
      sections: [
        runsTable(runs, {
          'rare classes': (run) => percent(meanOf(run, TAIL)),
          others: (run) => percent(meanOf(run, HEAD)),
        }),
      ],
      protocol:
        `Of ${train.length} training images classes 0 to 4 keep a tenth: ${tail.length} images, ${tail.countsPerClass().join(', ')} of each class. The networks of B1 and B2. CNN: ${cnn.text}. ` +
        `RNN: ${rnn.text}. The same CNN again with four answers to the tail, same seed and recipe: cross-entropy with classes weighed by their effective numbers (Cui et al. 2019, beta 0.9999), logit ` +
        "adjustment (Menon et al. 2021, tau 1), every class drawn equally often, and the document's answer: copies with random flips and Gaussian noise (standard deviation 0.1, which the document " +
        `does not say) until all classes are as large. Epochs are passes over what is trained on, so that the last has more steps. Tested on ${test.length} test images, as many of each class or nearly so; the best epoch is chosen by them, the last by nothing.`,
    };
  },
});
