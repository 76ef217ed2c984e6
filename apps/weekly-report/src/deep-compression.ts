import {
  type Clusters,
  type CompressionReport,
  cluster,
  clustered,
  type Masks,
  magnitudeScores,
  masked,
  onesMasks,
  prune,
  report,
} from '@gradlab/compression';
import type { ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { adam, cosine, evaluate, type FitOptions, fit, inRun } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export interface DeepCompression {
  /** Part of the weights that lives in the end, by path. */
  readonly keep: Readonly<Record<string, number>>;
  /** Different values of a weight, 0 among them, by path. */
  readonly clusters: Readonly<Record<string, number>>;
  readonly epochs: {
    readonly baseline: number;
    /** After each round of pruning but the last. */
    readonly round: number;
    readonly rounds: number;
    readonly last: number;
    readonly centroids: number;
  };
}

export interface Compression {
  /** On the test images, a part of 1. */
  readonly errors: { readonly baseline: number; readonly pruned: number; readonly compressed: number };
  readonly report: CompressionReport;
  readonly masks: Masks;
  readonly clusters: Clusters;
}

const BATCH_SIZE = 128;
const LEARNING_RATE = 1e-3;
/** Of the loss, as in Han et al. 2015: without it what pruning leaves overfits. */
const WEIGHT_DECAY = 1e-4;
const CENTROID_RATE = 1e-4;

/**
 * Deep Compression (Han et al. 2016): training, pruning by magnitude in rounds with training between them, weight sharing by k-means with
 * trained centroids, Huffman codes. The model is changed. A run that was stopped goes on from the training that it was in.
 */
export async function deepCompression(
  name: string,
  model: LayersModel,
  data: { readonly train: ImageDataset; readonly test: ImageDataset },
  { keep, clusters: counts, epochs }: DeepCompression,
  context: RunContext<unknown>,
): Promise<Compression> {
  const { seed, signal, log } = context;
  const train = (stage: string, options: Pick<FitOptions, 'optimizer' | 'epochs' | 'seed'>) =>
    fit(model, data.train, {
      ...inRun(context, `${name}, ${stage}`),
      ...options,
      batchSize: BATCH_SIZE,
      schedule: cosine(),
    });
  const recipe = adam(LEARNING_RATE, { weightDecay: WEIGHT_DECAY });
  const error = async (stage: string): Promise<number> => {
    const { metrics } = await evaluate(model, data.test, { signal });
    const wrong = 1 - (metrics.accuracy as number);
    log(`${name}, ${stage}: error ${(100 * wrong).toFixed(2)} %`);
    return wrong;
  };
  await train('baseline', { optimizer: recipe, epochs: epochs.baseline, seed });
  const baseline = await error('trained');

  let masks = onesMasks(model);
  let pruned = baseline;
  for (let round = 1; round <= epochs.rounds; round++) {
    const sparsity = (path: string) => 1 - (keep[path] ?? 1) ** (round / epochs.rounds);
    masks = prune(masks, await magnitudeScores(model, masks), { sparsity });
    const optimizer = masked(recipe, model, masks);
    const passes = round === epochs.rounds ? epochs.last : epochs.round;
    await train(`round ${round}`, { optimizer, epochs: passes, seed: seed + round });
    pruned = await error(`pruned, round ${round}`);
  }

  const clusters = await cluster(model, { clusters: (path) => counts[path] ?? 256 });
  const optimizer = clustered(adam(CENTROID_RATE), model, clusters);
  await train('centroids', { optimizer, epochs: epochs.centroids, seed: seed + 100 });
  const compressed = await error('clustered');
  return { errors: { baseline, pruned, compressed }, report: await report(model), masks, clusters };
}
