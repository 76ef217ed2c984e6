import {
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { checkChoice, checkCount, checkRate, checkSeed } from '../checks.ts';
import { ModelError } from '../errors.ts';
import { seedStreams } from '../seed-streams.ts';
import { SeededDropout } from '../seeded-dropout.ts';
import { TorchGru } from '../torch-gru.ts';
import { torchInit } from '../torch-init.ts';
import { AdditiveAttention } from './additive-attention.ts';
import { DotAttention } from './dot-attention.ts';
import { JoinToSteps } from './join-to-steps.ts';
import { ReverseTime } from './reverse-time.ts';
import { StepOf } from './step-of.ts';
import { TokenEmbedding } from './token-embedding.ts';

export interface Seq2seqOptions {
  /** Number of tokens of the source's language, the padding 0 included. */
  readonly sourceVocabulary: number;
  /** Number of tokens V of the target's language, the padding 0 included. */
  readonly targetVocabulary: number;
  /** Width E of a token's vector, in both languages. Default: 64. */
  readonly embedding?: number;
  /** Units H of the states of encoder and decoder. Default: 128. */
  readonly units?: number;
  /** Two encoders, one from each end, with half of the units each; `units` must then be even. Default: true. */
  readonly bidirectional?: boolean;
  /** How the decoder looks back at the source. Default: 'additive'. */
  readonly attention?: 'additive' | 'dot' | 'none';
  /** Dropout of the vectors and of what the logits are made of, in [0, 1). Default: 0. */
  readonly dropout?: number;
  /** Integer seed of the initial weights and the dropout. Default: 0. */
  readonly seed?: number;
}

type Stream = ReturnType<typeof seedStreams>;
type Settings = Required<Seq2seqOptions>;

function check({ bidirectional, units, dropout, attention, seed, ...counts }: Settings): void {
  for (const name of ['sourceVocabulary', 'targetVocabulary', 'embedding'] as const) {
    checkCount('seq2seq', name, counts[name]);
  }
  checkCount('seq2seq', 'units', units);
  if (bidirectional && units % 2 !== 0) {
    throw new ModelError(`seq2seq: units must be even where the encoder is bidirectional, got ${units}.`);
  }
  checkChoice('seq2seq', 'attention', attention, ['additive', 'dot', 'none']);
  checkRate('seq2seq', 'dropout', dropout);
  checkSeed('seq2seq', seed);
}

const apply = (layer: layers.Layer, ...inputs: SymbolicTensor[]) =>
  layer.apply(inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs) as SymbolicTensor;

function dropped({ dropout }: Settings, stream: Stream, name: string, x: SymbolicTensor): SymbolicTensor {
  const seed = stream();
  return dropout === 0 ? x : apply(new SeededDropout({ name, rate: dropout, seed }), x);
}

/** The states at every token of the source, `[N, S, H]`, and those after all of it, `[N, H]`. */
function encoder(settings: Settings, stream: Stream, source: SymbolicTensor) {
  const { sourceVocabulary, embedding, units, bidirectional } = settings;
  const table = { vocabulary: sourceVocabulary, units: embedding, padding: true, seed: stream() };
  const vectors = apply(new TokenEmbedding({ name: 'source.embedding', ...table }), source);
  const x = dropped(settings, stream, 'source.dropout', vectors);
  const gru = (name: string) =>
    new TorchGru({
      ...{ name, units: bidirectional ? units / 2 : units, seed: stream(2) },
      ...{ returnSequences: true, skipZeros: true },
    });
  const forward = apply(gru('encoder'), x);
  const end = apply(new StepOf({ name: 'encoder.end', step: 'last' }), forward);
  if (!bidirectional) return { memory: forward, summary: end };
  const turned = apply(new ReverseTime({ name: 'encoder.turn' }), x);
  const back = apply(new ReverseTime({ name: 'encoder.back' }), apply(gru('encoder.reverse'), turned));
  const start = apply(new StepOf({ name: 'encoder.start', step: 'first' }), back);
  return {
    memory: apply(layers.concatenate({ name: 'memory' }), forward, back),
    summary: apply(layers.concatenate({ name: 'summary' }), end, start),
  };
}

/**
 * An encoder-decoder for translation and other tasks from sequence to sequence (Cho et al. 2014, arXiv:1406.1078). A GRU, or one from each end,
 * reads the source; its last state is joined to every input of the decoder's GRU. With attention the decoder's state s asks the encoder's
 * states at every step, and the logits are made of tanh(W [context; s] + b) (Luong et al. 2015, arXiv:1508.04025, eq. 5). As there, and unlike in Bahdanau et
 * al. 2015, a context does not enter the next state: so all steps of a known target are computed at once.
 *
 * Inputs int32, source `[N, S]` and target so far `[N, T]`, beginning with `<bos>`; 0 is padding after the end of either, which changes nothing
 * before it. Output logits `[N, T, V]`: those at step t are of the target's next token. `teacherForcing` of `@gradlab/train` makes such
 * batches, `translate` writes targets, `attentionModel` shows the attention.
 *
 * @throws ModelError for counts that are not positive integers, odd `units` with a bidirectional encoder, a dropout outside [0, 1), or a seed
 *   that is no integer
 */
export function seq2seq({
  sourceVocabulary,
  targetVocabulary,
  embedding = 64,
  units = 128,
  bidirectional = true,
  attention = 'additive',
  dropout = 0,
  seed = 0,
}: Seq2seqOptions): LayersModel {
  const shape = { sourceVocabulary, targetVocabulary, embedding, units, bidirectional, attention };
  const settings: Settings = { ...shape, dropout, seed };
  check(settings);
  const stream = seedStreams(seed);
  const source = input({ name: 'source', shape: [null], dtype: 'int32' });
  const target = input({ name: 'target', shape: [null], dtype: 'int32' });

  const { memory, summary } = encoder(settings, stream, source);
  const table = { vocabulary: targetVocabulary, units: embedding, padding: true, seed: stream() };
  const given = apply(new TokenEmbedding({ name: 'target.embedding', ...table }), target);
  const x = dropped(settings, stream, 'target.dropout', given);
  const joined = apply(new JoinToSteps({ name: 'decoder.input' }), x, summary);
  const decoder = new TorchGru({ name: 'decoder', units, returnSequences: true, seed: stream(2) });
  const states = apply(decoder, joined);

  const looked = attention === 'none' ? states : attend(settings, stream, [states, memory, source]);
  const output = dropped(settings, stream, 'output.dropout', looked);
  const logits = layers.dense({ name: 'logits', units: targetVocabulary, ...torchInit(units, stream()) });
  return modelOf({ name: 'seq2seq', inputs: [source, target], outputs: apply(logits, output) });
}

/** tanh(W [context; s] + b), `[N, T, H]`. */
function attend({ attention, units }: Settings, stream: Stream, inputs: SymbolicTensor[]): SymbolicTensor {
  const name = 'attention';
  const layer =
    attention === 'additive'
      ? new AdditiveAttention({ name, units, seed: stream() })
      : new DotAttention({ name });
  const [context] = layer.apply(inputs) as SymbolicTensor[];
  const both = apply(
    layers.concatenate({ name: 'context' }),
    context as SymbolicTensor,
    inputs[0] as SymbolicTensor,
  );
  const start = torchInit(2 * units, stream());
  return apply(layers.dense({ name: 'combined', units, activation: 'tanh', ...start }), both);
}
