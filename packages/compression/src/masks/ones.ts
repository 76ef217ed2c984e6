import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createMasks, type Masks } from './mask.ts';
import { variablesByPath } from './weights.ts';

export interface MaskedWeights {
  /**
   * Which weights may be pruned. Default: all trainable ones of two or more axes, which are kernels and embeddings; biases and the scales and
   * shifts of norms are few, and live.
   */
  readonly include?: (path: string, shape: readonly number[]) => boolean;
}

/** Masks under which every weight lives. @throws MaskError where two weights have one path */
export function onesMasks(
  model: LayersModel,
  { include = (_, shape) => shape.length >= 2 }: MaskedWeights = {},
): Masks {
  const weights = [...variablesByPath(model, model.trainableWeights)];
  return createMasks(
    weights
      .filter(([path, { shape }]) => include(path, shape))
      .map(([path, { shape, size }]) => [path, { shape, bits: new Uint8Array(size).fill(1) }]),
  );
}

/** Masks under which those weights live that are not 0: what was pruned elsewhere stays so. Reads the weights. */
export async function nonZeroMasks(model: LayersModel, options: MaskedWeights = {}): Promise<Masks> {
  const variables = variablesByPath(model);
  const entries = [...onesMasks(model, options)].map(async ([path, { shape }]) => {
    const values = await variables.get(path)?.data();
    return [path, { shape, bits: Uint8Array.from(values ?? [], (value) => (value === 0 ? 0 : 1)) }] as const;
  });
  return createMasks(await Promise.all(entries));
}
