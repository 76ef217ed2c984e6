import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.ts';

/**
 * The logits at the last step of each sequence, `N * V` numbers, row by row, in inference mode.
 *
 * @throws ModelError where the model gives other things than finite logits `[N, T, V]`
 */
export async function lastLogits(
  by: string,
  model: LayersModel,
  inputs: tf.Tensor | tf.Tensor[],
): Promise<Float32Array> {
  const last = tf.tidy(() => {
    const outputs = model.apply(inputs, { training: false });
    const logits = (Array.isArray(outputs) ? outputs[0] : outputs) as tf.Tensor;
    if (logits.rank !== 3) {
      throw new ModelError(
        `${by}: the model must give logits [N, T, V], a row for each step, got [${logits.shape}].`,
      );
    }
    const [count, time, width] = logits.shape as [number, number, number];
    return tf.slice(logits, [0, time - 1, 0], [count, 1, width]);
  });
  const values = (await last.data()) as Float32Array;
  last.dispose();
  if (!values.every(Number.isFinite)) {
    throw new ModelError(`${by}: the model gave logits that are not finite; has its training diverged?`);
  }
  return values;
}
