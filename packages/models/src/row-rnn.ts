import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { checkCount, checkSeed } from './checks.ts';
import { seedStreams } from './seed-streams.ts';
import { torchInit } from './torch-init.ts';
import { TorchRnn } from './torch-rnn.ts';

export interface RowRnnOptions {
  /** Units of each recurrent layer. Default: 512. */
  readonly hidden?: number;
  /** Number of recurrent layers. Default: 2. */
  readonly depth?: number;
  /** Number of classes, the width of the output. Default: 10. */
  readonly classes?: number;
  /** Integer seed of the initial weights. Default: 0. */
  readonly seed?: number;
}

const ROWS = 32;
/** 32 pixels of 3 channels. */
const FEATURES = 96;

/**
 * The homework's recurrent network for CIFAR-10: each row of the image is one time step, two tanh RNN layers read the rows
 * from top to bottom, and a dense layer classifies the last state of the second.
 *
 * Input `[N, 32, 32, 3]` in [0, 1]; output logits `[N, classes]`. 842 762 weights with the defaults, which start as PyTorch's
 * do. Within a row the channels of a pixel stand together; PyTorch's layout has the red row first, then green and blue, which
 * only permutes the rows of the first kernel.
 *
 * @throws ModelError where a count is not a positive integer, or the seed not an integer.
 */
export function rowRnn({ hidden = 512, depth = 2, classes = 10, seed = 0 }: RowRnnOptions = {}): LayersModel {
  checkCount('rowRnn', 'hidden', hidden);
  checkCount('rowRnn', 'depth', depth);
  checkCount('rowRnn', 'classes', classes);
  checkSeed('rowRnn', seed);

  const stream = seedStreams(seed);
  const model = sequential({ name: 'rowRnn' });
  model.add(layers.reshape({ name: 'rows', inputShape: [ROWS, 32, 3], targetShape: [ROWS, FEATURES] }));
  for (let i = 1; i <= depth; i++) {
    model.add(new TorchRnn({ name: `rnn${i}`, units: hidden, returnSequences: i < depth, seed: stream(2) }));
  }
  model.add(layers.dense({ name: 'logits', units: classes, ...torchInit(hidden, stream()) }));
  return model;
}
