/** The numbers that fixtures/networks.py computes with, by the same formula. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const PRIME = 65521;

function nameHash(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % PRIME;
  return hash;
}

/** Numbers in [0, 1) that depend on the name and the position alone. */
export function noise(name: string, shape: readonly number[]): tf.Tensor {
  const hash = nameHash(name);
  const values = Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => {
    return (((i % 4093) ** 2 * 31 + i * 7919 + hash * 104729) % PRIME) / PRIME;
  });
  return tf.tensor(values, [...shape]);
}

export function oneHotWords(words: number, length: number, characters: number): tf.Tensor3D {
  return tf.tidy(() => {
    const indices = tf.cast(tf.floor(tf.mul(noise('words', [words, length]), characters)), 'int32');
    return tf.cast(tf.oneHot(indices, characters), 'float32') as tf.Tensor3D;
  });
}

/** PyTorch's axes in the order that gives TensorFlow.js'. */
function permutation(rank: number, depthwise: boolean): number[] {
  if (rank === 4) return depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0];
  if (rank === 3) return [2, 1, 0];
  return rank === 2 ? [1, 0] : [0];
}

function formulaWeight(name: string, shape: readonly number[], className: string): tf.Tensor {
  const axes = permutation(shape.length, className === 'DepthwiseConv2D');
  const torchShape: number[] = [];
  for (const [ours, theirs] of axes.entries()) torchShape[theirs] = shape[ours] as number;
  const recurrent = className === 'TorchRnn' || className === 'TorchGru';
  const fanIn = tf.util.sizeFromShape(torchShape.slice(1));
  const spread = shape.length > 1 ? Math.sqrt((recurrent ? 1 : 6) / fanIn) : 0.1;
  return tf.transpose(tf.mul(tf.sub(tf.mul(2, noise(name, torchShape)), 1), spread), axes);
}

export function fillByFormula(model: LayersModel): void {
  for (const layer of model.layers) {
    const className = layer.getClassName();
    const normalizes = /^BatchNorm(alization)?$/.test(className);
    tf.tidy(() => {
      const weights = layer.getWeights().map(({ shape }, index) => {
        const weight = formulaWeight(`${layer.name}/${index}`, shape, className);
        // The scale and the moving variance, the first and the last of four.
        return normalizes && index % 3 === 0 ? tf.add(weight, 1) : weight;
      });
      if (weights.length > 0) layer.setWeights(weights);
    });
  }
}
