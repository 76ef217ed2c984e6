import type { OwnOption, RunContext } from '@gradlab/experiment';
import { adam, type FitOptions, oneCycle, sgd } from '@gradlab/train';

/** How a network is trained, and the same in words. */
export interface Recipe {
  readonly fit: Pick<FitOptions, 'optimizer' | 'schedule' | 'batchSize' | 'clipNorm'> & {
    readonly epochs: number;
  };
  /** Whether the network sees images whose channels have mean 0 and deviation 1 over the training images. Default: values in [0, 1]. */
  readonly normalized?: boolean;
  readonly text: string;
}

/** The document's: batches of 1024, SGD with a constant rate. */
export const documents = (epochs: number): Recipe => ({
  fit: { optimizer: sgd(0.01), batchSize: 1024, epochs },
  text: `${epochs} epochs, batches of 1024, SGD with learning rate 0.01, as in the document`,
});

/** More steps in fewer epochs: what reaches the document's accuracy in a part of its time. */
const shorter = (what: string, epochs: number, fit: Omit<Recipe['fit'], 'epochs'>): Recipe => ({
  fit: { ...fit, epochs },
  text: `${epochs} epochs, batches of ${fit.batchSize}, ${what}`,
});

export const cnnRecipe = (epochs: number): Recipe =>
  shorter('Adam with learning rate 0.002 over one cycle', epochs, {
    optimizer: adam(0.002),
    schedule: oneCycle(),
    batchSize: 128,
  });

/**
 * Small batches and normalized images: of what was tried on a long tail of 5477 images, what learns most in the same time. Without a limit,
 * gradients through 32 tanh steps now and then throw the weights far away.
 */
export const rnnRecipe = (epochs: number): Recipe => ({
  normalized: true,
  ...shorter(
    'Adam with learning rate 0.0002 over one cycle, gradients of length 1 at most, channels normalized to mean 0 and deviation 1',
    epochs,
    { optimizer: adam(0.0002), schedule: oneCycle(), batchSize: 16, clipNorm: 1 },
  ),
});

export const resnetRecipe = (epochs: number): Recipe =>
  shorter('SGD with learning rate 0.1 over one cycle, momentum 0.9, weight decay 0.0005', epochs, {
    optimizer: sgd(0.1, { momentum: 0.9, weightDecay: 5e-4 }),
    schedule: oneCycle(),
    batchSize: 128,
  });

/** For a few hundred steps: with ResNet-20's recipe, ResNet-50 was at 15 and 25 % on test images after two epochs of 20000 images. */
export const resnet50Recipe = (epochs: number): Recipe =>
  shorter('Adam with learning rate 0.001 over one cycle', epochs, {
    optimizer: adam(0.001),
    schedule: oneCycle(),
    batchSize: 64,
  });

export const PROTOCOL: Record<'protocol', OwnOption> = {
  protocol: {
    value: 'NAME',
    help: "how the networks are trained (default: the document's with --full on a GPU, else shorter)",
    choices: ['document', 'shorter'],
  },
};

/** Whether to train as the document did: what was asked for, or where a GPU makes it a matter of minutes. */
export function asDocument({ options, mode, backend }: RunContext<unknown>): boolean {
  if (options.protocol !== undefined) return options.protocol === 'document';
  return mode === 'full' && backend.name !== 'wasm' && backend.name !== 'cpu';
}
