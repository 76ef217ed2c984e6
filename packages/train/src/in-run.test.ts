import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Progress, tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AbortError, TrainError } from './errors.ts';
import { fit } from './fit.ts';
import { inRun } from './in-run.ts';
import { mse } from './losses/regression.ts';
import { adam } from './optimizers/adam.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-in-run-'));
});
afterEach(() => rm(folder, { recursive: true }));

function run(resume = false) {
  const abort = new AbortController();
  const seen: Progress[] = [];
  return {
    ...{ seed: 3, resume, signal: abort.signal, abort, seen },
    onProgress: (progress: Progress) => void seen.push(progress),
    checkpointPath: (name: string) => join(folder, `${name}.safetensors`),
  };
}

const network = (): LayersModel =>
  sequential({ layers: [layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' })] });

describe('inRun', () => {
  it('stops a training with its run, and goes on to the weights of one that was never stopped', async () => {
    const xs = tf.randomNormal([12, 2], 0, 1, 'float32', 1);
    const ys = tf.tidy(() => tf.mul(3, tf.sum(xs, 1, true)));
    const data = tensorDataset(xs, ys);
    const recipe = { optimizer: adam(0.1), loss: mse, epochs: 3, batchSize: 4 };
    const [whole, stopped, resumed] = [network(), network(), network()];
    await fit(whole, data, { ...recipe, seed: 3 });

    const first = run();
    const before = tf.memory().numTensors;
    const aborted = fit(stopped, data, {
      ...recipe,
      ...inRun(first, 'plain, seed 0'),
      onEpoch: ({ epoch }) => epoch === 2 && first.abort.abort(),
    });
    await expect(aborted).rejects.toThrow(AbortError);
    expect(await readdir(folder)).toEqual(['plain-seed-0.safetensors']);
    expect(first.seen[0]?.phase).toBe('plain, seed 0, epoch 1/3');
    expect(first.seen[0]).toMatchObject({ done: 4, total: 12 });

    const second = run(true);
    await fit(resumed, data, { ...recipe, ...inRun(second, 'plain, seed 0') });
    expect(tf.memory().numTensors).toBe(before);
    expect(second.seen.every(({ phase }) => !phase.includes('epoch 1/3'))).toBe(true);
    const weights = (model: LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);
    expect(weights(resumed)).toEqual(weights(whole));
    expect(weights(stopped)).not.toEqual(weights(whole));
    for (const model of [whole, stopped, resumed]) model.dispose();
    tf.dispose([xs, ys]);
  });

  it('makes a file name of any name with a letter or a digit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        let asked = '';
        const remember = { ...run(), checkpointPath: (part: string) => (asked = part) };
        if (!/[\p{L}\p{N}]/u.test(name)) {
          expect(() => inRun(remember, name)).toThrow(TrainError);
          expect(asked).toBe('');
        } else {
          inRun(remember, name);
          expect(asked).toMatch(/^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)*$/u);
          expect(asked.replaceAll('-', '')).toBe(name.replaceAll(/[^\p{L}\p{N}]/gu, ''));
        }
      }),
    );
  });
});
