import { cast, greater, less, sub, type Tensor } from '@tensorflow/tfjs-core';

/** The sign, 0 at 0. tf.sign is 0 below about 1e-7 on wasm, where late gradients are. Call it inside tidy. */
export const signOf = (x: Tensor): Tensor => sub(cast(greater(x, 0), 'float32'), cast(less(x, 0), 'float32'));
