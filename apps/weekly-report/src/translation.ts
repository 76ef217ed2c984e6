import { join } from 'node:path';
import { type SentencePairsData, sentencePairs } from '@gradlab/datasets';
import { type RunContext, UsageError } from '@gradlab/experiment';
import { attentionModel, seq2seq } from '@gradlab/models';
import {
  adam,
  attentionObjective,
  fit,
  type History,
  inRun,
  sequenceCrossEntropy,
  teacherForcing,
  tokenAccuracy,
} from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export const EMBEDDING = 64;
export const UNITS = 128;
export const DROPOUT = 0.2;
export const LEARNING_RATE = 0.003;
export const BATCH_SIZE = 32;

export interface Settings {
  /** Sentence pairs that are used, the shortest ones of the file. */
  readonly pairs: number;
  /** How many of them are held out. */
  readonly test: number;
  readonly epochs: number;
}

export const SETTINGS = {
  quick: { pairs: 300, test: 30, epochs: 1 },
  default: { pairs: 1500, test: 150, epochs: 5 },
  full: { pairs: 3000, test: 250, epochs: 8 },
} satisfies Record<string, Settings>;

/** Tatoeba's English sentences with their Mandarin translations: words to characters. */
export function loadPairs({
  settings,
  seed,
  dataRoot = process.env.GRADLAB_DATA,
  signal,
  onProgress,
}: RunContext<Settings>): Promise<SentencePairsData> {
  if (!dataRoot) {
    throw new UsageError(
      "The sentence pairs are not part of the packages: put Tatoeba's cmn.txt into a folder tatoeba_eng_cmn, and name the folder around it with --data or GRADLAB_DATA.",
    );
  }
  return sentencePairs({
    train: { file: join(dataRoot, 'tatoeba_eng_cmn', 'cmn.txt') },
    limit: settings.pairs,
    test: settings.test,
    source: { minFrequency: 2 },
    target: { unit: 'character', minFrequency: 2 },
    name: 'Tatoeba',
    ...{ seed, signal, onProgress },
  });
}

export interface Network {
  readonly name: string;
  readonly attention: 'additive' | 'none';
  /** Weight of the attention regularizer. */
  readonly regularizer?: number;
}

/** An encoder-decoder, trained; the caller disposes it. */
export async function trained(
  context: RunContext<Settings>,
  { train, test, source, target }: SentencePairsData,
  { name, attention, regularizer = 0 }: Network,
): Promise<{ readonly model: LayersModel; readonly history: History }> {
  const { settings, seed, log } = context;
  const sizes = { sourceVocabulary: source.size, targetVocabulary: target.size };
  const shape = { embedding: EMBEDDING, units: UNITS, attention, dropout: DROPOUT };
  const model = seq2seq({ ...sizes, ...shape, seed });
  const learner = regularizer > 0 ? attentionModel(model) : model;
  try {
    const history = await fit(learner, teacherForcing(train), {
      ...(regularizer > 0 ? { objective: attentionObjective({ weight: regularizer, tau: 'even' }) } : {}),
      optimizer: adam(LEARNING_RATE),
      epochs: settings.epochs,
      batchSize: BATCH_SIZE,
      loss: sequenceCrossEntropy(),
      metrics: { accuracy: tokenAccuracy() },
      validation: teacherForcing(test),
      clipNorm: 1,
      ...inRun(context, name),
      onEpoch: ({ epoch, loss, validation, seconds }) =>
        log(
          `${name}, epoch ${epoch}: loss ${loss.toFixed(3)}, on held-out pairs ${validation?.loss.toFixed(3)}, ${seconds.toFixed(0)} s`,
        ),
    });
    return { model, history };
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    if (learner !== model) learner.dispose();
  }
}

export const protocolOf = (
  { epochs }: Settings,
  { train, test, source, target, leftOut }: SentencePairsData,
) =>
  `The ${train.length + test.length + leftOut} shortest English - Mandarin pairs of Tatoeba, ${test.length} of them held out with all that share their source; English words ` +
  `(${source.size}), Mandarin characters (${target.size}), those that occur once are <unk>. A GRU of ${UNITS / 2} units from each end reads the source, a GRU of ${UNITS} writes; ` +
  `vectors of ${EMBEDDING}, dropout ${DROPOUT}, cross-entropy without padding, Adam with learning rate ${LEARNING_RATE}, gradient norm at most 1, batches of ${BATCH_SIZE}, ${epochs} epochs, ` +
  'weights of the last one. BLEU is over characters, of orders 1 to 4, against all translations that the file has of a held-out sentence.';
