import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { resnet20, resnet50, rowRnn } from '@gradlab/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { DOCUMENT_AUGMENTATION } from './b3.ts';
import { ALL, type Data, loadCifar, type Size, withTail } from './cifar.ts';
import { classBars, courses, curves, runsTable } from './pictures.ts';
import {
  asDocument,
  documents,
  PROTOCOL,
  type Recipe,
  resnet50Recipe,
  resnetRecipe,
  rnnRecipe,
} from './recipe.ts';
import { percent, type Trained, trained } from './trained.ts';

const DOCUMENT = { resnet: 10, rnn: 50 } as const;

interface Settings extends Size {
  readonly resnetEpochs: number;
  readonly rnnEpochs: number;
  /** Balanced images and epochs that ResNet-50 gets, whose step costs several of ResNet-20's. */
  readonly resnet50Images: number;
  readonly resnet50Epochs: number;
  /** Test accuracies that ResNet-20 and the RNN must reach. */
  readonly resnetTarget: number;
  readonly rnnTarget: number;
}

const cifarResnet50 = (seed: number) => resnet50({ inputShape: [32, 32, 3], classes: 10, seed });

interface Plan {
  readonly model: () => LayersModel;
  readonly train: Data['train'];
  readonly recipe: Recipe;
}

/** The trainings, the dearest last. */
function plans(context: RunContext<Settings>, tail: Data['train']): Readonly<Record<string, Plan>> {
  const { settings, seed } = context;
  const balanced = tail.balanceByAugmentation({ transform: DOCUMENT_AUGMENTATION, seed });
  const document = asDocument(context);
  const resnet = document ? documents(DOCUMENT.resnet) : resnetRecipe(settings.resnetEpochs);
  const few = document
    ? balanced
    : balanced.take(Math.min(settings.resnet50Images, balanced.length), { seed });
  return {
    'ResNet-20': { model: () => resnet20({ seed }), train: balanced, recipe: resnet },
    RNN: {
      model: () => rowRnn({ seed }),
      train: balanced,
      recipe: document ? documents(DOCUMENT.rnn) : rnnRecipe(settings.rnnEpochs),
    },
    'ResNet-20 without balance': { model: () => resnet20({ seed }), train: tail, recipe: resnet },
    'ResNet-50': {
      model: () => cifarResnet50(seed),
      train: few,
      recipe: document ? resnet : resnet50Recipe(settings.resnet50Epochs),
    },
  };
}

const ofAccuracy = (label: string, reported: number | 'none') =>
  ({ label, reported, format: 'percent' }) as const;

/** B4: balance by augmentation, a ResNet against the RNN. */
export const b4 = defineExperiment({
  id: 'B4',
  title: 'The long tail balanced by flips and noise: ResNet and RNN',
  app: 'homework-2',
  metrics: {
    resnetLast: ofAccuracy('ResNet-20, test accuracy, last epoch', 'none'),
    resnetBest: ofAccuracy('ResNet-20, test accuracy, best epoch', 'none'),
    resnetTrain: ofAccuracy('ResNet-20, training accuracy', 'none'),
    unbalanced: ofAccuracy('ResNet-20 without balance, test accuracy, last epoch', 'none'),
    resnet50Last: ofAccuracy('ResNet-50, test accuracy, last epoch', 0.674),
    resnet50Best: ofAccuracy('ResNet-50, test accuracy, best epoch', 0.674),
    resnet50Train: ofAccuracy('ResNet-50, training accuracy', 0.982),
    rnnLast: ofAccuracy('RNN, test accuracy, last epoch', 0.454),
    rnnBest: ofAccuracy('RNN, test accuracy, best epoch', 0.454),
    rnnTrain: ofAccuracy('RNN, training accuracy', 0.949),
  },
  options: PROTOCOL,
  settings: {
    quick: {
      ...{ files: [1], trainImages: 600, testImages: 100, resnetEpochs: 1, rnnEpochs: 1 },
      ...{ resnet50Images: 64, resnet50Epochs: 1, resnetTarget: 0.05, rnnTarget: 0.05 },
    },
    default: {
      ...{ files: [1], trainImages: 4000, testImages: 1000, resnetEpochs: 4, rnnEpochs: 4 },
      ...{ resnet50Images: 640, resnet50Epochs: 1, resnetTarget: 0.25, rnnTarget: 0.2 },
    },
    full: {
      ...{ ...ALL, resnetEpochs: 10, rnnEpochs: 12 },
      ...{ resnet50Images: 20_000, resnet50Epochs: 3, resnetTarget: 0.674, rnnTarget: 0.454 },
    },
  } satisfies Record<string, Settings>,
  target: ({ resnetTarget, rnnTarget }) =>
    `test accuracy of the best epoch: ResNet-20 >= ${percent(resnetTarget)}, RNN >= ${percent(rnnTarget)}`,
  run: async (context) => {
    const { settings, seed } = context;
    const { train, test } = await loadCifar(context);
    const tail = withTail(train, seed);
    const planned = Object.entries(plans(context, tail));
    const runs: Record<string, Trained> = {};
    for (const [name, { model, ...plan }] of planned) {
      runs[name] = await trained(context, { name, model: model(), test, ...plan });
    }
    const of = (name: string) => runs[name] as Trained;
    const [rnn, small, large] = [of('RNN'), of('ResNet-20'), of('ResNet-50')];
    return {
      reproduced: {
        ...{ resnetLast: small.last, resnetBest: small.best, resnetTrain: small.train },
        unbalanced: of('ResNet-20 without balance').last,
        ...{ resnet50Last: large.last, resnet50Best: large.best, resnet50Train: large.train },
        ...{ rnnLast: rnn.last, rnnBest: rnn.best, rnnTrain: rnn.train },
      },
      passed: small.best >= settings.resnetTarget && rnn.best >= settings.rnnTarget,
      curves: courses(runs),
      figures: {
        ...curves({ 'ResNet-20': small, RNN: rnn }, 'Balanced by augmentation'),
        'resnet50-accuracy': curves({ 'ResNet-50': large }, 'ResNet-50').accuracy,
        classes: classBars(
          { balanced: small, 'without balance': of('ResNet-20 without balance') },
          test.classes,
          'ResNet-20: accuracy of each class',
        ),
      },
      sections: [runsTable(runs)],
      protocol:
        `The long tail of B3 (${tail.length} images), classes 0 to 4 brought back to the size of the others by copies with random flips and Gaussian noise of standard deviation 0.1. ` +
        `${planned.map(([name, { train: data, recipe }]) => `${name}: ${data.length} images, ${recipe.text}.`).join(' ')} ResNet-50 has the 7 x 7 stem of stride 2 and the 3 x 3 max pool, so that ` +
        'its last stage sees one pixel; ResNet-20 is that of He et al. for CIFAR. Tested on ' +
        `${test.length} test images; the best epoch is chosen by them, the last by nothing. Training accuracy is measured while the weights move.`,
    };
  },
});
