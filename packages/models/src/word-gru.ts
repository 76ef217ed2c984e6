import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { checkCount, checkSeed } from './checks.ts';
import { seedStreams } from './seed-streams.ts';
import { TorchGru } from './torch-gru.ts';
import { torchInit } from './torch-init.ts';

export interface WordGruOptions {
  /** Number of characters of the alphabet, the width of the one-hot codes. Default: 47. */
  readonly characters?: number;
  /** Units of the GRU. Default: 128. */
  readonly hidden?: number;
  /** Number of languages, the width of the output. Default: 5. */
  readonly classes?: number;
  /** Integer seed of the initial weights. Default: 0. */
  readonly seed?: number;
}

/**
 * The homework's network that tells the language of a single word: a GRU in PyTorch's form reads the one-hot characters, and a
 * dense layer classifies its last state.
 *
 * Input `[N, L, characters]`, one-hot, with any L; output logits `[N, classes]`. Words of a batch that are shorter than L are
 * padded with zero vectors, before or after: the GRU skips them, so a word gives the same logits in every batch. 68 613
 * weights with the defaults, which start as PyTorch's do.
 *
 * @throws ModelError where a count is not a positive integer, or the seed not an integer.
 */
export function wordGru({
  characters = 47,
  hidden = 128,
  classes = 5,
  seed = 0,
}: WordGruOptions = {}): LayersModel {
  checkCount('wordGru', 'characters', characters);
  checkCount('wordGru', 'hidden', hidden);
  checkCount('wordGru', 'classes', classes);
  checkSeed('wordGru', seed);

  const stream = seedStreams(seed);
  const model = sequential({ name: 'wordGru' });
  model.add(
    new TorchGru({
      name: 'gru',
      units: hidden,
      skipZeros: true,
      seed: stream(2),
      inputShape: [null, characters],
    }),
  );
  model.add(layers.dense({ name: 'logits', units: classes, ...torchInit(hidden, stream()) }));
  return model;
}
