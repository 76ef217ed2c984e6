import type { SentencePairsData } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { attentionModel, translate } from '@gradlab/models';
import {
  attentionRegularizer,
  type Bleu,
  bleu,
  type SequenceReport,
  sequenceReport,
  teacherForcing,
} from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { BATCH_SIZE, type Settings } from './translation.ts';

const MAX_LENGTH = 24;
/** The special tokens of every vocabulary. */
export const [PAD, BEGIN, END, UNKNOWN] = [0, 1, 2, 3];

/** A source with what a file, or a network, says it means; all in token numbers, without those that pad, begin and end. */
export interface Entry {
  /** With `<eos>`, as the network reads it. */
  readonly read: Int32Array;
  readonly translations: Int32Array[];
}

/** The held-out sources, each once, with all translations that they have. */
export function references({ test }: SentencePairsData): Entry[] {
  const known = new Map<string, Entry>();
  for (let i = 0; i < test.length; i++) {
    const { input, target } = test.get(i);
    const read = input.filter((id) => id !== PAD);
    const entry = known.get(read.join()) ?? { read, translations: [] };
    entry.translations.push(target.filter((id) => id !== PAD && id !== BEGIN && id !== END));
    known.set(read.join(), entry);
  }
  return [...known.values()];
}

export interface Quality {
  readonly report: SequenceReport;
  readonly bleu: Bleu;
  /** One for each of `references`. */
  readonly translations: readonly Int32Array[];
}

/** Perplexity, and BLEU over characters with all references of a source, of the held-out pairs. */
export async function quality(
  { signal, onProgress }: RunContext<Settings>,
  data: SentencePairsData,
  model: LayersModel,
  beam: number,
): Promise<Quality> {
  const wanted = references(data);
  const report = await sequenceReport(model, teacherForcing(data.test), { signal, batchSize: BATCH_SIZE });
  const found = await translate(
    model,
    wanted.map(({ read }) => read),
    { maxLength: MAX_LENGTH, beam, signal, onProgress },
  );
  const translations = found.map(({ ids }) => ids);
  return {
    report,
    translations,
    bleu: bleu(
      // What the network does not know is no match for what it could not have known.
      translations.map((ids) => Array.from(ids, (id) => (id === UNKNOWN ? -1 : id))),
      wanted.map((entry) => entry.translations.map((ids) => Array.from(ids))),
    ),
  };
}

/** How unevenly the sources' tokens are looked at: the mean over held-out pairs of sum_i (tau - sum_t alpha_t^i)^2, tau the even share. */
export function unevenness({ test }: SentencePairsData, model: LayersModel): number {
  const shown = attentionModel(model);
  let [total, count] = [0, 0];
  for (const { xs, ys } of teacherForcing(test).batches({ batchSize: BATCH_SIZE })) {
    const [source] = xs as [tf.Tensor, tf.Tensor];
    const rows = ys.shape[0] as number;
    const mean = tf.tidy(() => {
      const [, alpha] = shown.apply(xs) as [tf.Tensor, tf.Tensor];
      return attentionRegularizer(alpha, { tau: 'even', mask: source, steps: ys }).dataSync()[0] as number;
    });
    total += rows * mean;
    count += rows;
    tf.dispose([xs, ys]);
  }
  shown.dispose();
  return total / count;
}
