import { serialization, type Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

type BatchNormArgs = NonNullable<Parameters<typeof layers.batchNormalization>[0]>;

/** TensorFlow.js exports a factory of its class, not the class. */
const Stock = layers.batchNormalization().constructor as typeof layers.Layer & {
  new (args?: BatchNormArgs): layers.Layer;
};

/**
 * Batch normalization that stays frozen: with `trainable = false` it normalizes by its moving statistics in training too, and
 * leaves them alone, as Keras does. The built-in layer goes on normalizing by the batch and moving its statistics. In all else
 * it is the built-in layer: the same arguments, the same weights in the same order.
 */
export class BatchNorm extends Stock {
  static readonly className = 'BatchNorm';

  override call(inputs: Tensor | Tensor[], kwargs: Parameters<layers.Layer['call']>[1]): Tensor | Tensor[] {
    return super.call(inputs, this.trainable ? kwargs : { ...kwargs, training: false });
  }
}

serialization.registerClass(BatchNorm);
