import type { io } from '@tensorflow/tfjs-core';
import { kMeans, nearest } from '../cluster/k-means.ts';
import { readWeights, type StoredWeight, withWeights } from '../encode/artifacts.ts';
import { UsageError } from '../errors.ts';
import { createMasks, type Masks } from '../masks/mask.ts';
import { prune } from '../prune/prune.ts';
import { skipReason, type WeightSelection } from '../quantize/selection.ts';

type Pattern = readonly string[];

const matcher = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

/** @throws UsageError for a pattern that is of no weight */
export function checkPatterns({ weightSpecs = [] }: io.ModelArtifacts, patterns: Pattern): void {
  const unused = patterns.find((pattern) => !weightSpecs.some(({ name }) => matcher(pattern).test(name)));
  if (unused === undefined) return;
  const names = weightSpecs.map(({ name }) => name).join(', ');
  throw new UsageError(`No weight is called "${unused}"; they are ${names}.`);
}

/** Weights whose paths match patterns with `*`. */
export function selectionOf(include: Pattern, exclude: Pattern): WeightSelection {
  const any = (patterns: Pattern) => {
    const all = patterns.map(matcher);
    return (path: string) => all.some((one) => one.test(path));
  };
  return {
    ...(include.length === 0 ? {} : { include: any(include) }),
    ...(exclude.length === 0 ? {} : { exclude: any(exclude) }),
  };
}

type Floats = StoredWeight & { readonly values: Float32Array };

function changed(
  artifacts: io.ModelArtifacts,
  selection: WeightSelection,
  change: (weight: Floats) => Float32Array,
): io.ModelArtifacts {
  const weights = readWeights(artifacts).map((weight) =>
    skipReason(weight, selection) === undefined ? { ...weight, values: change(weight as Floats) } : weight,
  );
  return withWeights(artifacts, weights);
}

/** A part of every selected weight set to 0, the smallest absolute values. */
export const pruneArtifacts = (
  artifacts: io.ModelArtifacts,
  sparsity: number,
  selection: WeightSelection,
): io.ModelArtifacts =>
  changed(artifacts, selection, ({ path, shape, values }) => {
    const ones: Masks = createMasks([[path, { shape, bits: new Uint8Array(values.length).fill(1) }]]);
    const bits = prune(ones, new Map([[path, values.map(Math.abs)]]), { sparsity }).get(path)?.bits;
    return values.map((value, i) => (bits?.[i] === 1 ? value : 0));
  });

/** Every selected weight as at most so many different values. */
export const clusterArtifacts = (
  artifacts: io.ModelArtifacts,
  clusters: number,
  selection: WeightSelection,
): io.ModelArtifacts =>
  changed(artifacts, selection, ({ values }) => {
    const centroids = kMeans(values, { clusters });
    return Float32Array.from(nearest(values, centroids, true), (index) => centroids[index] as number);
  });
