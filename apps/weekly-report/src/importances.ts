import {
  bnScale,
  channelGroups,
  fpgm,
  type Importance,
  l1,
  l2,
  type PruneChannelsOptions,
  pruneChannels,
  taylor,
} from '@gradlab/compression';
import type { RunContext } from '@gradlab/experiment';
import { evaluate, type TrainSource } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const BATCH_SIZE = 64;

/** One importance on one choice of channels, and the smaller network that it leaves. */
export interface Tried {
  readonly name: string;
  readonly scope: string;
  readonly smaller: LayersModel;
  /** On the choosing images, before fine-tuning. */
  readonly accuracy: number;
}

/** Prunes by each importance, all channels and only those within blocks. The caller disposes the networks. */
export async function triedImportances(
  model: LayersModel,
  { scoring, choosing }: { readonly scoring: TrainSource; readonly choosing: TrainSource },
  size: Pick<PruneChannelsOptions, 'macs' | 'roundTo'>,
  { signal, log }: Pick<RunContext<unknown>, 'signal' | 'log'>,
): Promise<Tried[]> {
  const batches = [...scoring.batches({ batchSize: BATCH_SIZE })] as { xs: tf.Tensor; ys: tf.Tensor }[];
  const importances: readonly (readonly [string, Importance, boolean])[] = [
    ['l1', l1, true],
    ['l2', l2, true],
    ['fpgm', fpgm, true],
    ['bnScale', bnScale, true],
    ['taylor', taylor(batches), false],
  ];
  // Whoever shares channels with a shortcut can only lose them together with all that do.
  const sums = channelGroups(model).filter(({ producers }) => producers.length > 1);
  const scopes = [
    ['all', []],
    ['within blocks', sums.flatMap(({ producers }) => producers)],
  ] as const;
  const tried: Tried[] = [];
  try {
    for (const [name, importance, normalize] of importances) {
      for (const [scope, ignore] of scopes) {
        const smaller = await pruneChannels(model, { ...size, importance, normalize, ignore });
        const { metrics } = await evaluate(smaller, choosing, { signal });
        const accuracy = metrics.accuracy as number;
        log(
          `${name}, channels ${scope}: ${(100 * accuracy).toFixed(1)} % of ${choosing.length} training images`,
        );
        tried.push({ name, scope, smaller, accuracy });
      }
    }
  } finally {
    tf.dispose(batches.map(({ xs, ys }) => [xs, ys]));
  }
  return tried;
}
