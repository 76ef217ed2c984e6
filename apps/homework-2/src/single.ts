import type { Outcome, RunContext } from '@gradlab/experiment';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadCifar, type Size } from './cifar.ts';
import { classBars, courses, curves, runsTable } from './pictures.ts';
import { asDocument, documents, type Recipe } from './recipe.ts';
import { trained } from './trained.ts';

export interface SingleSettings extends Size {
  readonly epochs: number;
  /** Test accuracy that the run must reach. */
  readonly target: number;
}

export interface Single {
  readonly name: string;
  /** What it is, for the protocol. */
  readonly network: string;
  readonly model: (seed: number) => LayersModel;
  readonly recipe: (epochs: number) => Recipe;
  /** Epochs of the document. */
  readonly documentEpochs: number;
}

/** One network on the whole of CIFAR-10, as large as the mode has it. */
export async function single(
  context: RunContext<SingleSettings>,
  { name, network, model, recipe, documentEpochs }: Single,
): Promise<Outcome<'last' | 'best' | 'train'>> {
  const { settings, seed } = context;
  const data = await loadCifar(context);
  const chosen = asDocument(context) ? documents(documentEpochs) : recipe(settings.epochs);
  const run = await trained(context, { name, model: model(seed), ...data, recipe: chosen });
  return {
    reproduced: { last: run.last, best: run.best, train: run.train },
    passed: run.best >= settings.target,
    curves: courses({ [name]: run }),
    figures: {
      ...curves({ [name]: run }, name),
      classes: classBars({ [name]: run }, data.test.classes, `${name}: accuracy of each class`),
    },
    sections: [runsTable({ [name]: run })],
    protocol:
      `${network}; ${data.train.length} training images of CIFAR-10 in [0, 1], no augmentation, cross-entropy, ${chosen.text}; tested on ${data.test.length} test images ` +
      `after each epoch. The document has ${documentEpochs} epochs of batches of 1024 with SGD and learning rate 0.01; a shorter training is fair because the network, the images and the ` +
      'test are the same, and only the way to the weights differs. The best epoch is chosen by the test images themselves, the last by nothing. Training accuracy is measured while the ' +
      'weights move.',
  };
}
