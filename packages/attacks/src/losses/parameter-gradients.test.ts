import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
// What the engine puts off and never computes is no kernel to count, so it is asked itself.
import { deferrals } from '../../../backend/src/wasm/deferred.ts';
import { pgd } from '../attacks/pgd.ts';
import { classifier } from '../classifier/classifier.ts';
import { labelsOf, uniform } from '../test-support.ts';
import { inputGradient } from './input-gradient.ts';

const xs = uniform([2, 8, 8, 2], 3);
const labels = labelsOf(0, 1);
const onEngine = () => tf.getBackend() === 'wasm';

/** A net of convolutions and dense layers with ReLUs of their own, or as layers that follow (fused or not, in tfjs). */
function network(separate: boolean): tfl.LayersModel {
  const initial = (seed: number) => tfl.initializers.glorotUniform({ seed });
  const activation = separate ? ('linear' as const) : ('relu' as const);
  const model = tfl.sequential();
  model.add(
    tfl.layers.conv2d({
      filters: 4,
      kernelSize: 3,
      inputShape: [8, 8, 2],
      activation,
      kernelInitializer: initial(1),
    }),
  );
  if (separate) model.add(tfl.layers.reLU());
  model.add(tfl.layers.conv2d({ filters: 4, kernelSize: 3, activation, kernelInitializer: initial(2) }));
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units: 6, activation, kernelInitializer: initial(3) }));
  model.add(tfl.layers.dense({ units: 3, activation: 'tanh', kernelInitializer: initial(4) }));
  return model;
}

async function kernels(f: () => tf.Tensor): Promise<string[]> {
  return (await tf.profile(f)).kernels.map(({ name }) => name);
}

describe('an input gradient', () => {
  it('computes no gradient of a filter that a function model holds', async () => {
    const filter = uniform([3, 3, 2, 4], 5, -1, 1) as tf.Tensor4D;
    const weights = uniform([144, 3], 7, -1, 1) as tf.Tensor2D;
    const model = classifier((x) =>
      tf.matMul(tf.reshape(tf.relu(tf.conv2d(x as tf.Tensor4D, filter, 1, 'valid')), [-1, 144]), weights),
    );
    const used = await kernels(() => inputGradient(model, xs, labels));
    const count = (name: string) => used.filter((kernel) => kernel === name).length;
    expect([count('Conv2D'), count('Conv2DBackpropInput'), count('Conv2DBackpropFilter')]).toEqual([1, 1, 0]);
    expect(used.filter((name) => /MatMul/.test(name))).toHaveLength(2);
  });

  it('computes none in layers that have an activation', async () => {
    const used = await kernels(() => inputGradient(network(false), xs, labels));
    expect(used.filter((name) => name === 'Conv2DBackpropInput')).toHaveLength(2);
    expect(used).not.toContain('Conv2DBackpropFilter');
  });

  it('computes, in linear layers, those that tfjs asks for, except on the engine', async () => {
    const model = network(true);
    const used = await kernels(() => inputGradient(model, xs, labels));
    // Two linear convolutions: the fused operation wants both gradients, and the backend decides.
    expect(used.filter((name) => name === 'Conv2DBackpropFilter')).toHaveLength(2);
    if (!onEngine()) return;
    const before = { ...deferrals };
    (await pgd({ eps: 0.1, steps: 3 })(model, xs, labels)).dispose();
    // In each of the three steps four layers are asked for the gradients of inputs and weights: the first are used.
    expect([deferrals.promised - before.promised, deferrals.computed - before.computed]).toEqual([24, 12]);
  });
});
