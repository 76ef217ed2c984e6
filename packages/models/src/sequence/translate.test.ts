import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../errors.ts';
import { attentionModel } from './attention-model.ts';
import { likeliestToken } from './choose-token.ts';
import { seq2seq } from './seq2seq.ts';
import { translate } from './translate.ts';

const [BOS, EOS] = [1, 2];
const SMALL = { sourceVocabulary: 12, targetVocabulary: 12, embedding: 16, units: 32, seed: 1 } as const;

const padded = (rows: readonly number[][]) => {
  const width = Math.max(...rows.map(({ length }) => length));
  return tf.tensor2d(
    rows.map((row) => [...row, ...Array(width - row.length).fill(0)]),
    undefined,
    'int32',
  );
};

/** Sequences of 3 to 5 of eight letters, by a formula. */
function letters(count: number, start: number): number[][] {
  let state = start;
  const draw = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  return Array.from({ length: count }, () => Array.from({ length: 3 + draw(3) }, () => 4 + draw(8)));
}

/** Teaches a model to say sequences backwards. */
function teach(model: LayersModel, steps: number): void {
  const optimizer = tf.train.adam(0.01);
  for (let step = 0; step < steps; step++) {
    const batch = letters(32, step + 1);
    const turned = batch.map((row) => [...row].reverse());
    const [source, given, wanted] = [
      padded(batch.map((row) => [...row, EOS])),
      padded(turned.map((row) => [BOS, ...row])),
      padded(turned.map((row) => [...row, EOS])),
    ];
    optimizer.minimize(() => {
      const logits = model.apply([source, given], { training: true }) as tf.Tensor3D;
      const mask = tf.cast(tf.notEqual(wanted, 0), 'float32');
      const codes = tf.cast(tf.oneHot(wanted, 12), 'float32');
      const losses = tf.neg(tf.sum(tf.mul(codes, tf.logSoftmax(logits)), -1));
      return tf.div(tf.sum(tf.mul(losses, mask)), tf.sum(mask)) as tf.Scalar;
    });
    tf.dispose([source, given, wanted]);
  }
  optimizer.dispose();
}

describe.skipIf(tf.getBackend() === 'cpu')('a seq2seq that learns to reverse (on wasm alone)', () => {
  it.each(['additive', 'dot'] as const)('does, and looks at what it says: %s', async (attention) => {
    const model = seq2seq({ ...SMALL, attention });
    teach(model, 450);
    const unseen = letters(100, 987654);
    const found = await translate(
      model,
      unseen.map((row) => [...row, EOS]),
      { maxLength: 8 },
    );
    const right = found.filter(
      ({ ids }, i) => [...ids].join() === [...(unseen[i] as number[])].reverse().join(),
    );
    expect(right.length).toBeGreaterThanOrEqual(97);

    // Letter t of the answer is letter L - 1 - t of the source.
    const shown = attentionModel(model);
    let [diagonal, all] = [0, 0];
    for (const row of unseen.slice(0, 30)) {
      const given = [BOS, ...[...row].reverse()];
      const peaks = tf.tidy(() => {
        const [, alpha] = shown.apply([padded([[...row, EOS]]), padded([given])]) as tf.Tensor[];
        return (tf.argMax(alpha as tf.Tensor, -1).arraySync() as number[][])[0] as number[];
      });
      for (let t = 0; t < row.length; t++) {
        diagonal += peaks[t] === row.length - 1 - t ? 1 : 0;
        all++;
      }
    }
    expect(diagonal / all).toBeGreaterThan(0.9);
    shown.dispose();
    model.dispose();
  });
});

describe('translate', () => {
  it('takes at each step what the whole target so far makes likeliest', async () => {
    const model = seq2seq({ ...SMALL, units: 8, embedding: 4 });
    const source = [5, 9, 4, EOS];
    const [found] = await translate(model, [source], { maxLength: 6, end: 0 });
    const ids = [...(found?.ids ?? [])];
    const given = tf.tensor2d([[BOS, ...ids]], undefined, 'int32');
    const read = tf.tensor2d([source], undefined, 'int32');
    const [logits = []] = tf.tidy(() => (model.apply([read, given]) as tf.Tensor3D).arraySync());
    expect(ids).toEqual(logits.slice(0, ids.length).map(likeliestToken));
    const logs = tf.tidy(() => tf.logSoftmax(tf.tensor2d(logits)).arraySync() as number[][]);
    const said = found?.ended ? [...ids, 0] : ids;
    const sum = said.reduce((total, token, t) => total + (logs[t]?.[token] as number), 0);
    expect(Math.abs((found?.logProbability ?? 0) - sum)).toBeLessThan(1e-5);
    tf.dispose([given, read]);
    model.dispose();
  });

  it('gives each source the same in any batch, and no worse a score with more beams', async () => {
    const model = seq2seq({ ...SMALL, units: 8, embedding: 4, attention: 'dot' });
    const sources = letters(5, 3).map((row) => [...row, EOS]);
    const done: number[] = [];
    const options = { maxLength: 5, lengthPenalty: 0 };
    const together = await translate(model, sources, {
      ...options,
      onProgress: ({ done: n }) => done.push(n),
    });
    const apart = await translate(model, sources, {
      ...options,
      batchSize: 2,
      onProgress: ({ done: n }) => done.push(n),
    });
    expect(done).toEqual([5, 2, 4, 5]);
    expect(apart.map(({ ids }) => [...ids])).toEqual(together.map(({ ids }) => [...ids]));
    // 12^3 beams keep every sequence of three tokens.
    const [best] = await translate(model, sources.slice(0, 1), { ...options, maxLength: 3, beam: 12 ** 3 });
    const [greedy] = await translate(model, sources.slice(0, 1), { ...options, maxLength: 3 });
    expect(best?.score).toBeGreaterThanOrEqual((greedy?.score ?? 0) - 1e-5);
    model.dispose();
  });

  it('leaves nothing behind', async () => {
    const model = seq2seq({ ...SMALL, units: 8, embedding: 4 });
    const before = tf.memory().numTensors;
    await translate(
      model,
      [
        [5, 9, EOS],
        [4, EOS],
      ],
      { maxLength: 3, beam: 2 },
    );
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it.each([
    [{ maxLength: 0 }, /maxLength/],
    [{ maxLength: 1, beam: 0 }, /beam/],
    [{ maxLength: 1, batchSize: 0.5 }, /batchSize/],
    [{ maxLength: 1, lengthPenalty: -1 }, /lengthPenalty/],
    [{ maxLength: 1, begin: -1 }, /begin/],
    [{ maxLength: 1, end: 0.5 }, /end/],
  ])('refuses %o', async (options, message) => {
    const model = seq2seq({ ...SMALL, units: 2, embedding: 2 });
    await expect(translate(model, [[4]], options)).rejects.toThrow(ModelError);
    await expect(translate(model, [[4]], options)).rejects.toThrow(message);
    model.dispose();
  });

  it('refuses sources without tokens, and stops with the reason of the signal', async () => {
    const model = seq2seq({ ...SMALL, units: 2, embedding: 2 });
    await expect(translate(model, [], { maxLength: 1 })).rejects.toThrow(/no source/);
    await expect(translate(model, [[4], []], { maxLength: 1 })).rejects.toThrow(/source 1 has no token/);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(translate(model, [[4]], { maxLength: 1, signal })).rejects.toThrow('enough');
    model.dispose();
  });
});
