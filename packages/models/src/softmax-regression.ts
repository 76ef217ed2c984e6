import { type LayersModel, layers } from '@tensorflow/tfjs-layers';
import { torchWeights } from './network/initial-weights.ts';
import { dense } from './network/layers.ts';
import { type NetworkConfig, network } from './network/network.ts';

export type SoftmaxRegressionConfig = Omit<NetworkConfig, 'batchNormMomentum'>;

/**
 * Softmax regression: one dense layer over all pixels. 7850 weights with the defaults, which start as PyTorch's do.
 *
 * Input `[N, ...inputShape]`, by default `[N, 28, 28, 1]`; output logits `[N, classes]`, by default of 10 classes.
 *
 * @throws ModelError where an option describes no network.
 */
export function softmaxRegression(config: SoftmaxRegressionConfig = {}): LayersModel {
  return network(
    'softmaxRegression',
    config,
    (net, image) => {
      const pixels = net.apply(layers.flatten({ name: 'flatten' }), image);
      return dense(net, pixels, { name: 'logits', units: net.classes, initial: torchWeights });
    },
    { classes: 10, inputShape: [28, 28, 1] },
  );
}
