import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

type Shapes = Parameters<layers.Layer['computeOutputShape']>[0];

/** Turns the time axis around: `[N, T, ...]` from the last step to the first, for the second direction of a recurrent network. */
export class ReverseTime extends layers.Layer {
  static readonly className = 'ReverseTime';

  override computeOutputShape(inputShape: Shapes): Shapes {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.reverse((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor, 1);
  }
}

tf.serialization.registerClass(ReverseTime);
