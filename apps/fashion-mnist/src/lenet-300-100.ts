import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';

/** LeNet-300-100 as in the lottery ticket hypothesis: Glorot's normal distribution for the weights, zeros for the biases. */
export function lenet300100(seed: number): LayersModel {
  const model = sequential({ layers: [layers.flatten({ inputShape: [28, 28, 1] })] });
  for (const [i, units] of [300, 100, 10].entries()) {
    const kernelInitializer = initializers.glorotNormal({ seed: 3 * seed + i });
    const name = i === 2 ? 'output' : `hidden${i + 1}`;
    model.add(layers.dense({ name, units, kernelInitializer, ...(i === 2 ? {} : { activation: 'relu' }) }));
  }
  return model;
}
