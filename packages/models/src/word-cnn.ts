import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { checkCount, checkRate, checkSeed } from './checks.ts';
import { ModelError } from './errors.ts';
import { seedStreams } from './seed-streams.ts';
import { SeededDropout } from './seeded-dropout.ts';
import { torchInit } from './torch-init.ts';
import { ZeroPadding1d } from './zero-padding-1d.ts';

export interface WordCnnOptions {
  /** Number of characters of the alphabet, the width of the one-hot codes. Default: 47. */
  readonly characters?: number;
  /** Numbers that stand for a character after the first layer. Default: 64. */
  readonly embedding?: number;
  /** Lengths of the letter sequences that convolutions look for, all different. Default: [2, 3, 4, 5]. */
  readonly kernels?: readonly number[];
  /** Filters of each convolution. Default: 128. */
  readonly filters?: number;
  /** Share of the letters that training blanks out. Default: 0. */
  readonly letterDropout?: number;
  /** Share of the embedded values that training drops. Default: 0. */
  readonly embeddingDropout?: number;
  /** Share of the maxima that training drops before the last layer. Default: 0.5, as in the paper. */
  readonly dropout?: number;
  /** Number of languages, the width of the output. Default: 5. */
  readonly classes?: number;
  /** Integer seed of the initial weights and of dropout. Default: 0. */
  readonly seed?: number;
}

function checkKernels(kernels: readonly number[]): void {
  if (!Array.isArray(kernels) || kernels.length === 0 || new Set(kernels).size !== kernels.length) {
    throw new ModelError(
      `wordCnn: kernels must be lengths that are all different, at least one, got ${JSON.stringify(kernels)}.`,
    );
  }
  for (const [i, kernel] of kernels.entries()) checkCount('wordCnn', `kernels[${i}]`, kernel);
}

/**
 * Kim's network for sentences (2014, arXiv:1408.5882) on the letters of a word: they are embedded, convolutions of several lengths
 * slide over them, and a dense layer classifies the largest value of each filter anywhere in the word.
 *
 * Input `[N, L, characters]`, one-hot, with any L; output logits `[N, classes]`. Words of a batch that are shorter than L are padded
 * with zero vectors, before or after. The convolutions see zeros around every word, also around the longest, so a word gives the same
 * logits in every batch. 120 773 weights with the defaults; kernels start as PyTorch's do, the embedding normal with deviation 0.5.
 *
 * @throws ModelError where a count is not a positive integer, lengths repeat, a rate is not in [0, 1), or the seed not an integer.
 */
export function wordCnn({
  characters = 47,
  embedding = 64,
  kernels = [2, 3, 4, 5],
  filters = 128,
  letterDropout = 0,
  embeddingDropout = 0,
  dropout = 0.5,
  classes = 5,
  seed = 0,
}: WordCnnOptions = {}): LayersModel {
  for (const [name, count] of Object.entries({ characters, embedding, filters, classes })) {
    checkCount('wordCnn', name, count);
  }
  for (const [name, rate] of Object.entries({ letterDropout, embeddingDropout, dropout })) {
    checkRate('wordCnn', name, rate);
  }
  checkKernels(kernels);
  checkSeed('wordCnn', seed);

  const stream = seedStreams(seed);
  const apply = (layer: layers.Layer, x: SymbolicTensor) => layer.apply(x) as SymbolicTensor;
  const dropped = (name: string, rate: number, x: SymbolicTensor) =>
    rate === 0 ? x : apply(new SeededDropout({ name, rate, seed: stream() }), x);

  const word = input({ shape: [null, characters], name: 'word' });
  const letters = apply(
    layers.dense({
      name: 'embedding',
      units: embedding,
      useBias: false,
      // Odd, because TensorFlow.js takes the seed 0 for none.
      kernelInitializer: initializers.randomNormal({ stddev: 0.5, seed: 2 * stream() + 1 }),
    }),
    dropped('letterDropout', letterDropout, word),
  );
  const embedded = dropped('embeddingDropout', embeddingDropout, letters);
  const maxima = kernels.map((kernelSize) => {
    // One step more than the kernel reaches: every word has a window without letters, however its batch is padded.
    const around = new ZeroPadding1d({ name: `pad${kernelSize}`, padding: [kernelSize, kernelSize - 1] });
    const convolution = layers.conv1d({
      name: `conv${kernelSize}`,
      filters,
      kernelSize,
      activation: 'relu',
      ...torchInit(kernelSize * embedding, stream()),
    });
    const found = apply(convolution, apply(around, embedded));
    return apply(layers.globalMaxPooling1d({ name: `pool${kernelSize}` }), found);
  });
  const [only] = maxima as [SymbolicTensor];
  const features =
    maxima.length === 1 ? only : (layers.concatenate({ name: 'maxima' }).apply(maxima) as SymbolicTensor);
  const logits = layers.dense({
    name: 'logits',
    units: classes,
    ...torchInit(filters * kernels.length, stream()),
  });
  return model({
    inputs: word,
    outputs: apply(logits, dropped('dropout', dropout, features)),
    name: 'wordCnn',
  });
}
