import { type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import { variablesByPath } from '../masks/weights.ts';
import { type KMeansOptions, kMeans, nearest } from './k-means.ts';

/** A weight as few values and the one that each place has. */
export interface Clustering {
  readonly shape: readonly number[];
  /** In rising order. */
  readonly centroids: Float32Array;
  /** Indices of centroids, in row-major order. */
  readonly assignments: Uint16Array;
}

/** Clusterings by the path of the weight: `dense1/kernel`. */
export type Clusters = ReadonlyMap<string, Clustering>;

export interface ClusterOptions extends Omit<KMeansOptions, 'clusters'> {
  /** Most distinct values of a weight, 0 among them; for each weight its own where it is a function. */
  readonly clusters: number | ((path: string, shape: readonly number[]) => number);
  /** Default: trainable weights of two or more axes. */
  readonly include?: (path: string, shape: readonly number[]) => boolean;
}

/**
 * Weight sharing of Deep Compression (Han et al. 2016, arXiv:1510.00149): k-means of each weight by itself. Zeros stay zeros, so that what is
 * pruned stays pruned. `applyClusters` puts the centroids into the model, and `clustered` trains them.
 *
 * @returns the model is unchanged
 * @throws InvalidOptionError where an option is outside its range, a weight is not finite, or nothing is included
 */
export async function cluster(model: LayersModel, options: ClusterOptions): Promise<Clusters> {
  const { clusters, include = (_, { length }) => length >= 2, preserveZeros = true } = options;
  const wanted = [...variablesByPath(model, model.trainableWeights)].filter(([path, { shape }]) =>
    include(path, shape),
  );
  if (wanted.length === 0) throw new InvalidOptionError('cluster: include names no weight of the model.');
  const made = wanted.map(async ([path, variable]): Promise<[string, Clustering]> => {
    const values = (await variable.data()) as Float32Array;
    const count = typeof clusters === 'function' ? clusters(path, variable.shape) : clusters;
    const centroids = kMeans(values, { ...options, clusters: count });
    return [
      path,
      { shape: variable.shape, centroids, assignments: nearest(values, centroids, preserveZeros) },
    ];
  });
  return new Map(await Promise.all(made));
}

/** The weight that a clustering stands for. */
const valuesOf = ({ centroids, assignments }: Clustering): Float32Array =>
  Float32Array.from(assignments, (index) => centroids[index] as number);

/** The variables that the clusterings belong to. @throws InvalidOptionError where the model has no such weight, or one of another shape */
export function clusteredVariables(model: LayersModel, clusters: Clusters): Map<string, Variable> {
  const all = variablesByPath(model);
  return new Map(
    [...clusters].map(([path, { shape }]) => {
      const variable = all.get(path);
      if (variable?.shape.join() !== shape.join()) {
        throw new InvalidOptionError(
          `There are clusters for ${path} of [${shape}]; the model has ${variable ? `it as [${variable.shape}]` : 'no such weight'}.`,
        );
      }
      return [path, variable as Variable];
    }),
  );
}

/** Sets the weights of a model to their centroids, in place. @throws InvalidOptionError where they do not fit the model; it is then unchanged */
export function applyClusters(model: LayersModel, clusters: Clusters): void {
  for (const [path, variable] of clusteredVariables(model, clusters)) {
    const value: Tensor = tensor(valuesOf(clusters.get(path) as Clustering), variable.shape);
    variable.assign(value);
    value.dispose();
  }
}
