import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { checkChoice } from '../checks.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
type Shapes = Parameters<layers.Layer['computeOutputShape']>[0];
type Shape = (number | null)[];

export interface StepOfArgs extends LayerArgs {
  readonly step: 'first' | 'last';
}

/** The first or the last step of sequences `[N, T, F]`, `[N, F]`. */
export class StepOf extends layers.Layer {
  static readonly className = 'StepOf';
  private readonly step: 'first' | 'last';

  constructor(args: StepOfArgs) {
    super(args);
    checkChoice('StepOf', 'step', args.step, ['first', 'last']);
    this.step = args.step;
  }

  override computeOutputShape(inputShape: Shapes): Shape {
    const [batch, , features] = inputShape as Shape;
    return [batch ?? null, features ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
    const [batch, time, features] = x.shape;
    const start = this.step === 'first' ? 0 : time - 1;
    return tf.tidy(() => tf.reshape(tf.slice(x, [0, start, 0], [batch, 1, features]), [batch, features]));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), step: this.step };
  }
}

tf.serialization.registerClass(StepOf);
