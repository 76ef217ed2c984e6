import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { WeightsFormatError, WeightsMismatchError } from './errors.ts';
import { readH5 } from './h5.ts';
import { isKerasArchive, readKerasArchive } from './keras-archive.ts';
import { loadPretrained } from './load-pretrained.ts';
import { writeNpz } from './npz.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));
/** What Keras itself saved, and the logits that it computed. */
const archive = new Uint8Array(fixture('tiny.keras'));
const { x, logits } = JSON.parse(fixture('keras-archive.json').toString()) as Record<string, number[]>;

const network = (answer = 'answer') =>
  sequential({
    layers: [
      layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', name: 'stem', inputShape: [4, 4, 2] }),
      layers.batchNormalization({ name: 'norm' }),
      layers.reLU({ name: 'act' }),
      layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', name: 'depthwise' }),
      layers.conv2d({ filters: 2, kernelSize: 1, name: 'pointwise' }),
      layers.flatten({ name: 'flat' }),
      layers.dense({ units: 4, activation: 'relu', name: 'hidden' }),
      layers.dense({ units: 3, name: answer }),
    ],
  });

describe('a .keras file', () => {
  it('gives the logits that Keras computed', async () => {
    const before = tf.memory().numTensors;
    const model = network();
    const report = await loadPretrained(model, { bytes: archive });
    expect(report).toMatchObject({ naming: 'keras', missing: [], unused: [] });
    const found = tf.tidy(() => [
      ...(model.predict(tf.tensor4d(x as number[], [2, 4, 4, 2])) as tf.Tensor).dataSync(),
    ]);
    // Sums of at most 32 products of numbers below 10.
    for (const [i, logit] of (logits as number[]).entries()) expect(found[i]).toBeCloseTo(logit, 4);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the names of layers in its configuration where the weights have those of classes alone', async () => {
    const names = [...(await readKerasArchive(archive)).keys()].sort();
    expect(names).toContain('answer/0');
    const h5 = unzipSync(archive)['model.weights.h5'] as Uint8Array;
    // The attribute `name` made unreadable, as older files lack it.
    const old = Uint8Array.from(h5);
    const text = Buffer.from(old.buffer);
    for (let at = text.indexOf('name\0'); at >= 0; at = text.indexOf('name\0', at + 1))
      text.write('nome', at);
    const config = unzipSync(archive)['config.json'] as Uint8Array;
    const oldArchive = zipSync({ 'config.json': config, 'model.weights.h5': old });
    expect([...(await readH5(old)).keys()]).toContain('dense_1/0');
    expect([...(await readKerasArchive(oldArchive)).keys()].sort()).toEqual(names);
    expect([...(await readH5(h5)).keys()].sort()).toEqual(names);
  });

  it('is told from numpy archives', () => {
    expect(isKerasArchive(archive)).toBe(true);
    expect(isKerasArchive(writeNpz(new Map()))).toBe(false);
    expect(isKerasArchive(archive.subarray(0, 200))).toBe(false);
  });

  it('is refused where it is damaged, has no weights, or another network', async () => {
    const refused = async (bytes: Uint8Array, message: RegExp) => {
      await expect(readKerasArchive(bytes, { where: 'x' })).rejects.toThrow(WeightsFormatError);
      await expect(readKerasArchive(bytes, { where: 'x' })).rejects.toThrow(message);
    };
    await refused(archive.subarray(0, -30), /^x: no complete \.keras file/);
    await refused(zipSync({ 'config.json': strToU8('{') }), /^x: no complete \.keras file/);
    await refused(zipSync({ 'config.json': strToU8('{}') }), /has a model\.weights\.h5/);
    await refused(
      zipSync({ 'config.json': strToU8('{}'), 'model.weights.h5': strToU8('no') }),
      /^x: model\.weights\.h5: no complete HDF5/,
    );
    const other = network('other');
    await expect(loadPretrained(other, { bytes: archive })).rejects.toThrow(WeightsMismatchError);
    other.dispose();
  });
});
