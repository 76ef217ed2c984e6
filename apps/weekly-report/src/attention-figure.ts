import type { SentencePairsData } from '@gradlab/datasets';
import { attentionModel } from '@gradlab/models';
import { type Figure, heatmap } from '@gradlab/plot';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { BEGIN, END } from './translation-quality.ts';

/** What the network looks at while it writes a translation: a row for each character written, a column for each word read. */
export function attentionFigure(
  { source, target }: SentencePairsData,
  model: LayersModel,
  {
    title,
    read,
    written,
  }: { readonly title: string; readonly read: Int32Array; readonly written: Int32Array },
): Figure {
  const shown = attentionModel(model);
  const values = tf.tidy(() => {
    const inputs = [[...read], [BEGIN, ...written]].map((row) => tf.tensor2d([row], undefined, 'int32'));
    const [, alpha] = shown.apply(inputs) as [tf.Tensor, tf.Tensor3D];
    return alpha.arraySync()[0] as number[][];
  });
  shown.dispose();
  return heatmap({
    title,
    values,
    rows: [...written, END].map((id) => target.tokens[id] ?? ''),
    columns: [...read].map((id) => source.tokens[id] ?? ''),
    labels: { rows: 'written', columns: 'read', values: 'attention' },
    domain: [0, 1],
  });
}
