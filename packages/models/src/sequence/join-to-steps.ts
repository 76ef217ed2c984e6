import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

type Shapes = Parameters<layers.Layer['computeOutputShape']>[0];
type Shape = (number | null)[];

/** Joins a vector to every step: inputs `[x [N, T, F], v [N, V]]`, output `[N, T, F + V]`. */
export class JoinToSteps extends layers.Layer {
  static readonly className = 'JoinToSteps';

  override computeOutputShape(inputShape: Shapes): Shape {
    const [x, v] = inputShape as [Shape, Shape];
    const [features, width] = [x[2], v[1]];
    return [x[0] ?? null, x[1] ?? null, features == null || width == null ? null : features + width];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, v] = inputs as [tf.Tensor3D, tf.Tensor2D];
    return tf.tidy(() => tf.concat([x, tf.tile(tf.expandDims(v, 1), [1, x.shape[1], 1])], 2));
  }
}

tf.serialization.registerClass(JoinToSteps);
