import { factorize } from '@gradlab/compression';
import { type LayerSummary, mobilenetV1, summary } from '@gradlab/models';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';

/** The document's example: two channels become four by 3 x 3. */
const EXAMPLE = { inputs: 2, filters: 4, kernelSize: 3 } as const;

/** The example's weights before and after, and whether a convolution of that form is replaced without loss. */
export async function example() {
  const { inputs, filters, kernelSize } = EXAMPLE;
  const network = sequential({ name: 'example' });
  network.add(
    layers.conv2d({ name: 'conv', filters, kernelSize, useBias: false, inputShape: [8, 8, inputs] }),
  );
  // Every input channel has one window, and every filter weighs it: what a depthwise separable convolution can say.
  const kernel = tf.tidy(() => {
    const windows = tf.sin(
      tf.reshape(tf.range(1, 1 + kernelSize ** 2 * inputs), [kernelSize, kernelSize, inputs, 1]),
    );
    const weights = tf.cos(tf.reshape(tf.range(1, 1 + inputs * filters), [1, 1, inputs, filters]));
    return tf.mul(windows, weights);
  });
  network.setWeights([kernel]);
  const {
    model,
    layers: [report],
  } = await factorize(network, { conv: { method: 'depthwise', rank: 1 } });
  const difference = tf.tidy(() => {
    const x = tf.sin(tf.reshape(tf.range(0, 64 * inputs), [1, 8, 8, inputs]));
    const [one, other] = [network.predict(x), model.predict(x)] as [tf.Tensor, tf.Tensor];
    return tf.max(tf.abs(tf.sub(one, other))).dataSync()[0] as number;
  });
  const counted = [network.countParams(), model.countParams()] as const;
  kernel.dispose();
  network.dispose();
  model.dispose();
  return { before: counted[0], after: counted[1], error: report?.error ?? Number.NaN, difference };
}

export interface Share {
  readonly name: string;
  readonly channels: readonly [inputs: number, outputs: number];
  readonly kernelSize: number;
  readonly measured: number;
  readonly macs: number;
  readonly formula: number;
}

/** What each depthwise separable block takes, as a share of the convolution that it stands for. */
export function ratios(width: number, side: number): readonly Share[] {
  const network = mobilenetV1({ width, inputShape: [side, side, 3], initialWeights: 'zeros' });
  const found = new Map(summary(network).layers.map((layer) => [layer.name, layer]));
  const weightsOf = (name: string) => network.getLayer(name).getWeights()[0] as tf.Tensor;
  const rows = [...found.values()]
    .filter(({ className }) => className === 'DepthwiseConv2D')
    .map(({ name, outputShape, macs = Number.NaN }): Share => {
      const pointwise = found.get(name.replace('depthwise', 'pointwise')) as LayerSummary;
      const [kernel, mixing] = [weightsOf(name), weightsOf(pointwise.name)];
      const [kernelSize = 0, , inputs = 0] = kernel.shape;
      const outputs = mixing.shape[3] as number;
      const full = kernelSize ** 2 * inputs * outputs;
      const places = (outputShape[1] as number) * (outputShape[2] as number);
      return {
        name,
        channels: [inputs, outputs],
        kernelSize,
        measured: (kernel.size + mixing.size) / full,
        macs: (macs + (pointwise.macs as number)) / (full * places),
        formula: 1 / outputs + 1 / kernelSize ** 2,
      };
    });
  network.dispose();
  return rows;
}
