import type { SentencePairsData } from '@gradlab/datasets';
import { attentionModel } from '@gradlab/models';
import { type Figure, heatmap } from '@gradlab/plot';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const [BEGIN, END] = [1, 2];

/** What the network looks at while it writes a translation: a row for each character written, a column for each word read. */
export function attentionFigure(
  { source, target }: SentencePairsData,
  model: LayersModel,
  { title, read, written }: { readonly title: string; readonly read: Int32Array; readonly written: string },
): Figure {
  const ids = [...target.encode(written)];
  const shown = attentionModel(model);
  const values = tf.tidy(() => {
    const inputs = [[...read], [BEGIN, ...ids]].map((row) => tf.tensor2d([row], undefined, 'int32'));
    const [, alpha] = shown.apply(inputs) as [tf.Tensor, tf.Tensor3D];
    return alpha.arraySync()[0] as number[][];
  });
  shown.dispose();
  return heatmap({
    title,
    values,
    rows: [...ids, END].map((id) => target.tokens[id] ?? ''),
    columns: [...read].map((id) => source.tokens[id] ?? ''),
    labels: { rows: 'written', columns: 'read', values: 'attention' },
    domain: [0, 1],
  });
}
