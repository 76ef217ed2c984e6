import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { ModelError } from './errors.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
type Shape = (number | null)[];

export interface ZeroPadding1dArgs extends LayerArgs {
  /** Time steps of zeros at both ends, or before and after the sequence. Default: 1. */
  readonly padding?: number | readonly [before: number, after: number];
}

/** Keras' `ZeroPadding1D`, which tfjs-layers lacks: `[N, L, F]` becomes `[N, before + L + after, F]`. */
export class ZeroPadding1d extends layers.Layer {
  static readonly className = 'ZeroPadding1D';
  private readonly padding: readonly [before: number, after: number];

  constructor(args: ZeroPadding1dArgs = {}) {
    super(args as LayerArgs);
    const { padding = 1 } = args;
    const sides = typeof padding === 'number' ? [padding, padding] : padding;
    const valid = Array.isArray(sides) && sides.length === 2;
    if (!valid || !sides.every((steps) => Number.isInteger(steps) && steps >= 0)) {
      throw new ModelError(
        `ZeroPadding1D: padding must be a count of time steps, or one for each end, got ${JSON.stringify(padding)}.`,
      );
    }
    this.padding = sides as [number, number];
  }

  override computeOutputShape(inputShape: Parameters<layers.Layer['computeOutputShape']>[0]): Shape {
    const [batch = null, time = null, features = null] = inputShape as Shape;
    const [before, after] = this.padding;
    return [batch, time === null ? null : before + time + after, features];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    if (x.rank !== 3) {
      throw new ModelError(`ZeroPadding1D: the input must be [batch, time, features], got [${x.shape}].`);
    }
    return tf.pad(x, [[0, 0], [...this.padding], [0, 0]]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: [...this.padding] };
  }
}

tf.serialization.registerClass(ZeroPadding1d);
