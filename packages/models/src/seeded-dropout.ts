import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { checkRate } from './checks.ts';
import { ModelError } from './errors.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export interface SeededDropoutArgs extends LayerArgs {
  /** Share of the values that become 0, in [0, 1). */
  readonly rate: number;
  /** Integer seed of the masks. Default: 0. */
  readonly seed?: number;
}

/**
 * Dropout (Srivastava et al. 2014) whose masks differ from step to step and repeat from run to run: the n-th mask after the
 * layer was made depends on the seed and n alone. The built-in layer draws the same mask in every step where it has a seed, and
 * masks that no one can repeat where it has none. What is kept is divided by 1 - rate; outside training nothing happens.
 */
export class SeededDropout extends layers.Layer {
  static readonly className = 'SeededDropout';
  private readonly rate: number;
  private readonly seed: number;
  private drawn = 0;

  constructor(args: SeededDropoutArgs) {
    super(args);
    const { rate, seed = 0 } = args;
    checkRate('SeededDropout', 'rate', rate);
    if (!Number.isSafeInteger(seed)) {
      throw new ModelError(`SeededDropout: seed must be an integer, got ${seed}.`);
    }
    this.rate = rate;
    this.seed = seed;
  }

  /** Number of masks drawn so far. `fit` of `@gradlab/train` sets it before every batch, so that a resumed run goes on with the same masks. */
  get trainingStep(): number {
    return this.drawn;
  }

  set trainingStep(value: number) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new ModelError(`SeededDropout: trainingStep must be an integer of at least 0, got ${value}.`);
    }
    this.drawn = value;
  }

  override computeOutputShape(inputShape: Parameters<layers.Layer['computeOutputShape']>[0]) {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<layers.Layer['call']>[1]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    if (!kwargs?.training || this.rate === 0) return x;
    const mask = `${this.seed}/${this.drawn++}`;
    return tf.dropout(x, this.rate, undefined, mask);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { rate, seed } = this;
    return { ...super.getConfig(), rate, seed };
  }
}

tf.serialization.registerClass(SeededDropout);
