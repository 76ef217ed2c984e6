import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { ModelError } from './errors.ts';
import { SeededDropout } from './seeded-dropout.ts';
import { savedAndLoaded, valuesOf } from './test-support.ts';

const draw = (layer: SeededDropout, count: number, shape = [40, 50]) =>
  Array.from({ length: count }, () =>
    tf.tidy(() => valuesOf(layer.apply(tf.ones(shape), { training: true }) as tf.Tensor)),
  );

describe('SeededDropout', () => {
  it('draws another mask in every step, and the same ones in every run', () => {
    const masks = draw(new SeededDropout({ rate: 0.5, seed: 3 }), 3);
    expect(new Set(masks.map((mask) => mask.join())).size).toBe(3);
    expect(draw(new SeededDropout({ rate: 0.5, seed: 3 }), 3)).toEqual(masks);
    expect(draw(new SeededDropout({ rate: 0.5, seed: 4 }), 1)[0]).not.toEqual(masks[0]);
  });

  it('drops its share and divides the rest by what it keeps', () => {
    const [mask = []] = draw(new SeededDropout({ rate: 0.2 }), 1, [100, 100]);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / Math.fround(0.8))]));
    // A share of 10 000 has a standard error of 0.004.
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    expect(Math.abs(dropped - 0.2)).toBeLessThan(0.016);
  });

  it('masks the gradient as it masks the value', () => {
    const layer = new SeededDropout({ rate: 0.5, seed: 1 });
    const x = tf.ones([6, 5]);
    const value = draw(layer, 1, [6, 5])[0];
    layer.trainingStep = 0;
    const gradient = tf.tidy(() =>
      valuesOf(tf.grad((t) => layer.apply(t, { training: true }) as tf.Tensor)(x)),
    );
    expect(gradient).toEqual(value);
    x.dispose();
  });

  it('goes on where another one stopped', () => {
    const [first, second] = [new SeededDropout({ rate: 0.5 }), new SeededDropout({ rate: 0.5 })];
    const [, , third] = draw(first, 3);
    expect(first.trainingStep).toBe(3);
    second.trainingStep = 2;
    expect(draw(second, 1)[0]).toEqual(third);
  });

  it('does nothing outside training, and at rate 0', () => {
    const x = tf.ones([3, 2]);
    for (const [rate, training] of [
      [0.5, false],
      [0, true],
    ] as const) {
      const layer = new SeededDropout({ rate });
      const y = layer.apply(x, { training }) as tf.Tensor;
      expect(valuesOf(y)).toEqual(valuesOf(x));
      expect(layer.trainingStep).toBe(0);
      y.dispose();
    }
    expect(valuesOf(x)).toEqual([1, 1, 1, 1, 1, 1]);
    x.dispose();
  });

  it('is saved and loaded with its rate and seed', async () => {
    const model = sequential({ name: 'dropping' });
    model.add(layers.inputLayer({ inputShape: [4] }));
    model.add(new SeededDropout({ name: 'dropout', rate: 0.25, seed: 9 }));
    const loaded = await savedAndLoaded(model);
    expect(loaded.layers[1]?.getConfig()).toMatchObject({ rate: 0.25, seed: 9 });
    const masks = [model, loaded].map((m) => draw(m.layers[1] as SeededDropout, 2));
    expect(masks[1]).toEqual(masks[0]);
    model.dispose();
    loaded.dispose();
  });

  it('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    draw(new SeededDropout({ rate: 0.5 }), 3);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([{ rate: 1 }, { rate: -0.1 }, { rate: Number.NaN }, { rate: 0.5, seed: 0.5 }])(
    'refuses %o',
    (args) => {
      expect(() => new SeededDropout(args)).toThrow(ModelError);
    },
  );

  it('refuses a step that none has', () => {
    const layer = new SeededDropout({ rate: 0.5 });
    for (const step of [-1, 0.5, Number.NaN]) {
      expect(() => {
        layer.trainingStep = step;
      }).toThrow(ModelError);
    }
  });
});
