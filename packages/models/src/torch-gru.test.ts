import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/recurrent.json' with { type: 'json' };
import { noise } from './test-formula.ts';
import { itIsRecurrent, trainableGradients } from './test-recurrent.ts';
import { relativeError, valuesOf } from './test-support.ts';
import { TorchGru } from './torch-gru.ts';

describe('TorchGru', () => {
  itIsRecurrent({
    create: (args) => new TorchGru(args),
    last: fixture.gruLast,
    sequence: fixture.gruSequence,
  });
});

describe('TorchGru with skipZeros', () => {
  const create = (returnSequences = false) => new TorchGru({ units: 5, skipZeros: true, returnSequences });

  it('is the same layer where no input is a zero vector', () => {
    const x = noise('x', [2, 4, 3]);
    const [with_, without] = [create(), new TorchGru({ units: 5 })];
    const [a, b] = [with_.apply(x) as tf.Tensor, without.apply(x) as tf.Tensor];
    expect(valuesOf(a)).toEqual(valuesOf(b));
    for (const thing of [x, with_, without, a, b]) thing.dispose();
  });

  it('keeps the state over zero vectors to the last bit', () => {
    const x = tf.pad(noise('x', [2, 2, 3]), [
      [0, 0],
      [1, 2],
      [0, 0],
    ]);
    const layer = create(true);
    const states = (layer.apply(x) as tf.Tensor3D).arraySync();
    for (const [before, first, second, third, fourth] of states) {
      expect(before).toEqual([0, 0, 0, 0, 0]);
      expect(first).not.toEqual(before);
      expect(second).not.toEqual(first);
      expect([third, fourth]).toEqual([second, second]);
    }
    x.dispose();
    layer.dispose();
  });

  it('learns from a padded sequence what it learns from the bare one', () => {
    const layer = create();
    const bare = noise('x', [2, 3, 3]);
    const padded = tf.pad(bare, [
      [0, 0],
      [2, 1],
      [0, 0],
    ]);
    const gradients = (x: tf.Tensor) =>
      trainableGradients(layer, () => tf.sum(tf.square(layer.apply(x) as tf.Tensor)));
    (layer.apply(bare) as tf.Tensor).dispose();
    const expected = gradients(bare);
    for (const [i, gradient] of gradients(padded).entries()) {
      expect(relativeError(gradient, expected[i] as number[])).toBeLessThan(1e-5);
    }
    for (const thing of [layer, bare, padded]) thing.dispose();
  });

  it('has the input gradient that attacks need', () => {
    const layers = [create(), new TorchGru({ units: 5 })];
    const x = noise('x', [2, 3, 3]);
    const [skipping, plain] = layers.map((layer) => {
      const gradient = tf.grad((t: tf.Tensor) => tf.sum(layer.apply(t) as tf.Tensor))(x);
      const values = valuesOf(gradient);
      gradient.dispose();
      return values;
    });
    expect(skipping).toEqual(plain);
    for (const thing of [...layers, x]) thing.dispose();
  });
});
