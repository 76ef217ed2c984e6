import type { OptimizerRecipe } from '@gradlab/train';
import {
  dispose,
  gather,
  type NamedTensorMap,
  type Optimizer,
  reshape,
  scalar,
  type Tensor,
  tensor1d,
  tidy,
  unsortedSegmentSum,
  type Variable,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import { applyClusters, type Clustering, type Clusters, clusteredVariables } from './cluster.ts';

type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];

interface Sharing {
  readonly variable: Variable;
  /** Of each weight, flat. */
  readonly cluster: Tensor;
  /** The first weight of each cluster. */
  readonly first: Tensor;
  /** Which weights move: not those of the centroid 0. */
  readonly moving: Tensor;
  readonly count: number;
}

function sharing(variable: Variable, { centroids, assignments }: Clustering): Sharing {
  // Centroids without weights have no first one, and are left out.
  const used = [...new Set(assignments)].sort((a, b) => a - b);
  const rank = new Map(used.map((index, i) => [index, i]));
  return {
    variable,
    cluster: tensor1d(
      Int32Array.from(assignments, (index) => rank.get(index) as number),
      'int32',
    ),
    first: tensor1d(
      Int32Array.from(used, (index) => assignments.indexOf(index)),
      'int32',
    ),
    moving: tidy(() =>
      reshape(
        tensor1d(
          Uint8Array.from(assignments, (i) => (centroids[i] === 0 ? 0 : 1)),
          'bool',
        ),
        variable.shape,
      ),
    ),
    count: used.length,
  };
}

/** Every weight gets the sum of its cluster's gradients: the centroid's, where all of a cluster are one variable. */
const summed = ({ cluster, moving, count }: Sharing, gradient: Tensor): Tensor =>
  tidy(() => {
    const sums = unsortedSegmentSum(reshape(gradient, [gradient.size]), cluster as never, count);
    const spread = reshape(gather(sums, cluster as never), gradient.shape);
    return where(moving, spread, zerosLike(spread));
  });

/** Rounding may differ between places, with the number of lanes of a processor; the cluster's first weight stands for all. */
function tie({ variable, cluster, first, moving }: Sharing): void {
  tidy(() => {
    const shared = gather(gather(reshape(variable, [variable.size]), first as never), cluster as never);
    variable.assign(where(moving, reshape(shared, variable.shape), scalar(0)));
  });
}

/**
 * An optimizer recipe that trains centroids: the weights of a cluster stay equal, and move by the sum of their gradients (Han et al. 2016,
 * figure 3). Zeros stay exactly 0, so masks hold. When the recipe is called it sets the weights to their centroids.
 *
 * ```ts
 * await fit(model, train, { optimizer: clustered(adam(1e-4), model, clusters), epochs: 2 });
 * ```
 *
 * @param recipe must make a new optimizer, one that treats every weight by itself, as SGD, momentum, Adam and RMSprop do
 * @throws InvalidOptionError, when called, where the clusters do not fit the model, or the optimizer is not new
 */
export function clustered(recipe: OptimizerRecipe, model: LayersModel, clusters: Clusters): () => Optimizer {
  return () => {
    const optimizer = recipe();
    if (optimizer.iterations > 0) {
      throw new InvalidOptionError(
        'clustered: the recipe made an optimizer that took steps; let it make a new one.',
      );
    }
    const variables = [...clusteredVariables(model, clusters)];
    applyClusters(model, clusters);
    const all = new Map(
      variables.map(([path, variable]) => [
        variable.name,
        sharing(variable, clusters.get(path) as Clustering),
      ]),
    );
    const plain = {
      applyGradients: optimizer.applyGradients.bind(optimizer),
      dispose: optimizer.dispose.bind(optimizer),
    };
    const shared = (name: string, gradient: Tensor | null): Tensor => {
      const own = all.get(name);
      return (own && gradient ? summed(own, gradient) : gradient) as Tensor;
    };
    return Object.assign(optimizer, {
      applyGradients: (gradients: NamedTensorMap | NamedTensor[]): void =>
        tidy(() => {
          const entries = Array.isArray(gradients)
            ? gradients.map(({ name, tensor }) => [name, tensor] as const)
            : Object.entries(gradients);
          plain.applyGradients(
            Object.fromEntries(entries.map(([name, gradient]) => [name, shared(name, gradient)])),
          );
          for (const own of all.values()) tie(own);
        }),
      dispose: (): void => {
        for (const { cluster, first, moving } of all.values()) dispose([cluster, first, moving]);
        all.clear();
        plain.dispose();
      },
    });
  };
}
