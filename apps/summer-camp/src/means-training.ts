import type { BatchSource } from '@gradlab/datasets';
import { crossEntropy, type FitOptions, sgd } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BaselineOptions, baseline } from './baseline.ts';

/** What every mean is tried on. */
export interface Setup {
  /** Height, width and channels of an image. */
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  readonly seed: number;
}

/** What differs from the baseline: the network, or a part of the training. */
export interface Trial extends Partial<Omit<FitOptions, 'epochs' | 'seed'>> {
  readonly model?: (setup: Setup) => LayersModel;
  /** Changes the images of training and validation alike, where a network needs larger ones. */
  readonly prepared?: (data: BatchSource) => BatchSource;
}

/** What can be done with the trained baseline: a model from it, which the caller disposes. */
export type Afterwards = (
  trained: LayersModel,
  work: {
    readonly setup: Setup;
    readonly train: BatchSource;
    readonly options: Pick<FitOptions, 'signal' | 'onProgress'>;
  },
) => Promise<LayersModel>;

/** One of the document's means. */
export interface Mean {
  readonly what: string;
  /** The package and function that it is used from. */
  readonly by: string;
  /** Trained from the start. */
  readonly trial?: (setup: Setup) => Trial;
  /** A training from the start that learns from the trained baseline. */
  readonly taught?: (trained: LayersModel) => Trial;
  readonly afterwards?: Afterwards;
}

export const BATCH_SIZE = 32;
export const LEARNING_RATE = 0.02;
export const MOMENTUM = 0.9;

/** The baseline's training, which a trial changes in part. */
export const BASELINE = {
  optimizer: sgd(LEARNING_RATE, { momentum: MOMENTUM }),
  batchSize: BATCH_SIZE,
  loss: crossEntropy,
} as const;

export const networkOf = ({ shape, classes, seed }: Setup, own: Partial<BaselineOptions> = {}): LayersModel =>
  baseline({ inputShape: shape, classes, seed, ...own });
