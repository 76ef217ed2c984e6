import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { checkChoice, checkCount, checkRate, checkSeed } from '../checks.ts';
import { seedStreams } from '../seed-streams.ts';
import { SeededDropout } from '../seeded-dropout.ts';
import { TorchGru } from '../torch-gru.ts';
import { torchInit } from '../torch-init.ts';
import { TorchLstm } from '../torch-lstm.ts';
import { TorchRnn } from '../torch-rnn.ts';
import { TokenEmbedding } from './token-embedding.ts';

const CELLS = { gru: TorchGru, lstm: TorchLstm, rnn: TorchRnn } as const;

export interface CharRnnOptions {
  /** Number of tokens V. */
  readonly vocabulary: number;
  /** Width of a token's vector. Default: 64. */
  readonly embedding?: number;
  /** Units of each recurrent layer. Default: 128. */
  readonly units?: number;
  /** Kind of the recurrent layers. Default: 'gru'. */
  readonly cell?: 'gru' | 'lstm' | 'rnn';
  /** Number of recurrent layers. Default: 1. */
  readonly layers?: number;
  /** Dropout of the vectors and of every recurrent layer's outputs (Zaremba et al. 2014, arXiv:1409.2329), in [0, 1). Default: 0. */
  readonly dropout?: number;
  /** Integer seed of the initial weights and the dropout. Default: 0. */
  readonly seed?: number;
}

/**
 * A recurrent network that says what comes next, character by character (Mikolov et al. 2010; Graves 2013, arXiv:1308.0850): an embedding,
 * recurrent layers in PyTorch's form, and a dense layer at every step. `generate` lets it write.
 *
 * Input int32 `[N, T]` of tokens in [0, V); output logits `[N, T, V]`: those at step t are of token t + 1 and depend on the tokens up to t alone.
 * Any T. With E = `embedding`, H = `units` and G = 3, 4 or 1 gates (GRU, LSTM, tanh), it has V E weights in the embedding, G (E H + H^2 + 2 H) in the
 * first recurrent layer, G (2 H^2 + 2 H) in each further one, and H V + V in the dense layer.
 *
 * @throws ModelError where a count is not a positive integer, the dropout outside [0, 1), or the seed not an integer.
 */
export function charRnn({
  vocabulary,
  embedding = 64,
  units = 128,
  cell = 'gru',
  layers: depth = 1,
  dropout = 0,
  seed = 0,
}: CharRnnOptions): LayersModel {
  checkCount('charRnn', 'vocabulary', vocabulary);
  checkCount('charRnn', 'embedding', embedding);
  checkCount('charRnn', 'units', units);
  checkChoice('charRnn', 'cell', cell, Object.keys(CELLS));
  checkCount('charRnn', 'layers', depth);
  checkRate('charRnn', 'dropout', dropout);
  checkSeed('charRnn', seed);

  const stream = seedStreams(seed);
  const model = sequential({ name: 'charRnn' });
  const drop = (name: string) => {
    if (dropout > 0) model.add(new SeededDropout({ name, rate: dropout, seed: stream() }));
  };
  model.add(
    new TokenEmbedding({
      ...{ name: 'embedding', vocabulary, units: embedding, seed: stream() },
      inputShape: [null],
    }),
  );
  drop('embedding.dropout');
  for (let i = 1; i <= depth; i++) {
    model.add(new CELLS[cell]({ name: `rnn${i}`, units, returnSequences: true, seed: stream(2) }));
    drop(`rnn${i}.dropout`);
  }
  model.add(layers.dense({ name: 'logits', units: vocabulary, ...torchInit(units, stream()) }));
  return model;
}
