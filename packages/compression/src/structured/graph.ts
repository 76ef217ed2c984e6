import type { Layer, Shape } from '@gradlab/layer-graph';

export type Config = Readonly<Record<string, unknown>>;

export const lastOf = (shape: Shape): number => shape.at(-1) ?? Number.NaN;

/** The part of a weight's name behind that of its layer: `kernel`, `moving_mean`. */
export const weightKind = (weight: Layer['weights'][number]): string =>
  weight.originalName.split('/').at(-1) ?? '';
