import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { AdaptiveAveragePooling2d } from '../adaptive-average-pooling.ts';
import type { InitialWeights } from './initial-weights.ts';
import { dense, dropout } from './layers.ts';
import type { Net } from './network.ts';

export interface ClassicHead {
  /** Height and width of the features that the first dense layer sees. */
  readonly size: number;
  /** Units of the two dense layers before the last. */
  readonly hidden: number;
  readonly dropout: number;
  /** Indices of the modules in torchvision's `classifier`. */
  readonly dropoutIndices: readonly [number, number];
  readonly denseIndices: readonly [number, number, number];
  readonly initial: InitialWeights;
}

/** Three dense layers with dropout around the first two, over features averaged to one size: AlexNet's and VGG's classifier. */
export function classicHead(net: Net, features: SymbolicTensor, head: ClassicHead): SymbolicTensor {
  const { size, hidden, dropout: rate, dropoutIndices, denseIndices, initial } = head;
  const [firstDense, secondDense, logits] = denseIndices;
  const pooled = net.apply(
    new AdaptiveAveragePooling2d({ name: 'avgpool', outputSize: [size, size] }),
    features,
  );
  let x = net.apply(layers.flatten({ name: 'flatten' }), pooled);
  const plan = [
    { index: dropoutIndices[0], drops: true },
    { index: firstDense, drops: false },
    { index: dropoutIndices[1], drops: true },
    { index: secondDense, drops: false },
  ].sort((a, b) => a.index - b.index);
  for (const { index, drops } of plan) {
    const name = `classifier.${index}`;
    x = drops
      ? dropout(net, x, name, rate)
      : dense(net, x, { name, units: hidden, activation: 'relu', initial });
  }
  return dense(net, x, { name: `classifier.${logits}`, units: net.classes, initial });
}
