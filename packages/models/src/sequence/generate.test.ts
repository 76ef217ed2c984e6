import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../errors.ts';
import { charRnn } from './char-rnn.ts';
import { likeliestToken } from './choose-token.ts';
import { generate } from './generate.ts';
import { TokenEmbedding } from './token-embedding.ts';

/** Logits of what follows each token, whatever came before: a Markov chain. */
function chain(logits: number[][]) {
  const size = logits.length;
  const layer = new TokenEmbedding({ vocabulary: size, units: size, inputShape: [null] });
  const model = sequential({ layers: [layer] });
  tf.tidy(() => layer.setWeights([tf.tensor2d(logits)]));
  return model;
}

const LINE = '白日依山尽，黄河入海流。欲穷千里目，更上一层楼。';

describe('generate', () => {
  it('takes the likeliest token again and again, and stops after the last', async () => {
    const model = chain([
      [0, 5, 1, 0],
      [0, 0, 5, 1],
      [5, 0, 0, 1],
      [0, 0, 0, 0],
    ]);
    expect([...(await generate(model, [3, 0], { length: 5, greedy: true }))]).toEqual([1, 2, 0, 1, 2]);
    expect([...(await generate(model, [0], { length: 5, greedy: true, end: 2 }))]).toEqual([1, 2]);
    model.dispose();
  });

  it("draws by the chain's probabilities", async () => {
    const next = [0.5, 0.2, 0.3];
    const model = chain(next.map(() => next.map(Math.log)));
    const length = 400;
    const text = await generate(model, [0], { length, seed: 3 });
    for (const [token, p] of next.entries()) {
      const found = text.filter((one) => one === token).length / length;
      expect(Math.abs(found - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / length));
    }
    const top = await generate(model, [0], { length: 50, topK: 2, seed: 3 });
    expect(new Set(top)).toEqual(new Set([0, 2]));
    const nucleus = await generate(model, [0], { length: 20, topP: 0.5, seed: 3 });
    expect(new Set(nucleus)).toEqual(new Set([0]));
    model.dispose();
  });

  it('writes the same for the same seed, and something else for another', async () => {
    const model = chain([
      [0, 0],
      [0, 0],
    ]);
    const write = async (seed: number) => [...(await generate(model, [0], { length: 64, seed }))];
    expect(await write(0)).toEqual(await write(0));
    expect(await write(0)).not.toEqual(await write(1));
    model.dispose();
  });

  it.each(['gru', 'lstm', 'rnn'] as const)('goes on as the whole text would: %s', async (cell) => {
    const model = charRnn({ vocabulary: 9, embedding: 4, units: 8, cell, layers: 2, seed: 2 });
    const prompt = [1, 5, 3];
    const text = [...prompt, ...(await generate(model, prompt, { length: 6, greedy: true }))];
    const x = tf.tensor2d([text], undefined, 'int32');
    const [logits = []] = tf.tidy(() => (model.apply(x) as tf.Tensor3D).arraySync());
    expect(text.slice(3)).toEqual(logits.slice(2, -1).map(likeliestToken));
    x.dispose();
    model.dispose();
  });

  it.each(['gru', 'lstm'] as const)('recites the poem that a charRnn learned by heart: %s', async (cell) => {
    const characters = [...new Set(LINE)];
    const ids = [...LINE].map((character) => characters.indexOf(character));
    const model = charRnn({ vocabulary: characters.length, embedding: 16, units: 32, cell, seed: 1 });
    const xs = tf.tensor2d([ids.slice(0, -1)], undefined, 'int32');
    const ys = tf.tidy(() =>
      tf.cast(tf.oneHot(tf.tensor1d(ids.slice(1), 'int32'), characters.length), 'float32'),
    );
    const optimizer = tf.train.adam(0.02);
    for (let step = 0; step < 60; step++) {
      optimizer.minimize(() => {
        const logits = tf.squeeze(model.apply(xs, { training: true }) as tf.Tensor, [0]);
        return tf.losses.softmaxCrossEntropy(ys, logits) as tf.Scalar;
      });
    }
    const written = await generate(model, ids.slice(0, 2), { length: ids.length - 2, greedy: true });
    expect(Array.from(written, (id) => characters[id]).join('')).toBe(LINE.slice(2));
    for (const thing of [xs, ys, optimizer, model]) thing.dispose();
  });

  it('leaves nothing behind', async () => {
    const model = chain([[0]]);
    const before = tf.memory().numTensors;
    await generate(model, [0], { length: 3 });
    await generate(model, [0], { length: 3, greedy: true });
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it.each([
    [{ length: 0 }, /length/],
    [{ length: 1, temperature: 0 }, /temperature/],
    [{ length: 1, topK: 0 }, /topK/],
    [{ length: 1, topP: 0 }, /topP/],
    [{ length: 1, topP: 1.1 }, /topP/],
    [{ length: 1, seed: 0.5 }, /seed/],
    [{ length: 1, end: -1 }, /end/],
  ])('refuses %o', async (options, message) => {
    const model = chain([[0]]);
    await expect(generate(model, [0], options)).rejects.toThrow(ModelError);
    await expect(generate(model, [0], options)).rejects.toThrow(message);
    model.dispose();
  });

  it('refuses an empty prompt, models of other things, and logits that are not finite', async () => {
    const model = chain([[Number.NaN]]);
    await expect(generate(model, [], { length: 1 })).rejects.toThrow(/prompt is empty/);
    await expect(generate(model, [0], { length: 1 })).rejects.toThrow(/not finite/);
    const flat = sequential({ layers: [layers.dense({ units: 2, inputShape: [1] })] });
    const before = tf.memory().numTensors;
    await expect(generate(flat, [0], { length: 1 })).rejects.toThrow(/logits \[N, T, V\]/);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
    flat.dispose();
  });

  it('stops with the reason of the signal', async () => {
    const model = chain([[0]]);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(generate(model, [0], { length: 1, signal })).rejects.toThrow('enough');
    model.dispose();
  });
});
