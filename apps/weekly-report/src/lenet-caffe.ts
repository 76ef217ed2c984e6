import { heInit } from '@gradlab/models';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';

/**
 * The LeNet-5 of Caffe, which Deep Compression compresses: 20 and 50 channels, 500 units, 431 080 weights. Input `[N, 28, 28, 1]`, output logits.
 */
export function lenetCaffe(seed: number): LayersModel {
  const initial = (fanIn: number, stream: number) => ({
    kernelInitializer: heInit(fanIn, 4 * seed + stream),
  });
  return sequential({
    name: 'lenetCaffe',
    layers: [
      layers.conv2d({
        name: 'conv1',
        inputShape: [28, 28, 1],
        filters: 20,
        kernelSize: 5,
        ...initial(25, 0),
      }),
      layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
      layers.conv2d({ name: 'conv2', filters: 50, kernelSize: 5, ...initial(500, 1) }),
      layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'ip1', units: 500, activation: 'relu', ...initial(800, 2) }),
      layers.dense({ name: 'ip2', units: 10, ...initial(500, 3) }),
    ],
  });
}
