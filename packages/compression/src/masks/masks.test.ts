import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MaskError } from '../errors.ts';
import { applyMasks } from './apply.ts';
import { createMasks, type Mask, type Masks } from './mask.ts';
import { alive, aliveByWeight, intersectMasks, isSubset, sparsity } from './measure.ts';
import { nonZeroMasks, onesMasks } from './ones.ts';
import { masksFromBytes, masksFromJson, masksToBytes, masksToJson } from './serialize.ts';
import { storedMasks, storeMasks } from './store.ts';

const mask = (shape: number[], bits: number[]): Mask => ({ shape, bits: Uint8Array.from(bits) });
const masksOf = (entries: Record<string, Mask>): Masks => createMasks(Object.entries(entries));

let model: LayersModel;
beforeEach(() => {
  model = sequential({
    layers: [
      layers.dense({ name: 'first', units: 2, inputShape: [3], biasInitializer: 'ones' }),
      layers.batchNormalization({ name: 'norm' }),
      layers.dense({ name: 'second', units: 1 }),
    ],
  });
});
afterEach(() => model.dispose());

const values = (path: string): number[] => {
  const weight = model.weights.find(({ originalName }) => originalName === path);
  return Array.from((weight as (typeof model.weights)[number]).read().dataSync());
};

describe('createMasks', () => {
  it('copies bits, so that the caller cannot change masks later', () => {
    const own = mask([2], [1, 0]);
    const masks = masksOf({ a: own });
    own.bits[0] = 0;
    expect(masks.get('a')?.bits).toEqual(Uint8Array.of(1, 0));
  });

  it('refuses bits that are none, or too few', () => {
    expect(() => masksOf({ a: mask([2], [1]) })).toThrow(/1 bits for \[2\], which needs 2/);
    expect(() => masksOf({ a: mask([2], [1, 2]) })).toThrow(/holds 2 at 1/);
    expect(() => masksOf({ a: mask([0.5], [1]) })).toThrow(MaskError);
  });
});

describe('onesMasks', () => {
  it('takes trainable kernels by their paths, or those the caller names', () => {
    expect([...onesMasks(model).keys()]).toEqual(['first/kernel', 'second/kernel']);
    const biases = onesMasks(model, { include: (path) => path.endsWith('bias') });
    expect([...biases.keys()]).toEqual(['first/bias', 'second/bias']);
    expect(alive(onesMasks(model))).toEqual({ alive: 8, total: 8 });
  });
});

describe('measures', () => {
  const half = masksOf({ 'first/kernel': mask([3, 2], [1, 0, 1, 0, 1, 0]) });
  const less = masksOf({ 'first/kernel': mask([3, 2], [1, 0, 0, 0, 1, 0]) });

  it('count', () => {
    expect(sparsity(half)).toBe(0.5);
    expect(alive(less)).toEqual({ alive: 2, total: 6 });
    expect(aliveByWeight(less).get('first/kernel')).toEqual({ alive: 2, total: 6 });
    expect(sparsity(createMasks([]))).toBe(0);
  });

  it('know which masks are within which; a weight without a mask lives', () => {
    expect([isSubset(less, half), isSubset(half, less), isSubset(half, half)]).toEqual([true, false, true]);
    expect([isSubset(half, createMasks([])), isSubset(createMasks([]), half)]).toEqual([true, false]);
    expect(isSubset(createMasks([]), onesMasks(model))).toBe(true);
    const other = masksOf({ 'first/kernel': mask([6], [1, 1, 1, 1, 1, 1]) });
    expect(() => isSubset(other, half)).toThrow(/two shapes, \[6\] and \[3,2\]/);
    expect(() => intersectMasks(other, half)).toThrow(MaskError);
  });

  it('an intersection is within both', () => {
    const bits = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(bits, bits, bits, (a, b, c) => {
        const left = masksOf({ w: mask([5], a), only: mask([5], c) });
        const right = masksOf({ w: mask([5], b) });
        const both = intersectMasks(left, right);
        expect(isSubset(both, left) && isSubset(both, right)).toBe(true);
        expect(Array.from(both.get('w')?.bits ?? [])).toEqual(a.map((bit, i) => Math.min(bit, b[i] ?? 0)));
      }),
    );
  });
});

describe('applyMasks', () => {
  it('sets pruned weights to 0, also those that were NaN, and leaves the others', () => {
    const weight = model.weights[0]?.read() as tf.Variable;
    tf.tidy(() => weight.assign(tf.tensor2d([-1, 2, Number.NaN, 4, 5, -6], [3, 2])));
    const before = tf.memory().numTensors;
    applyMasks(model, masksOf({ 'first/kernel': mask([3, 2], [0, 1, 0, 1, 1, 0]) }));
    expect(tf.memory().numTensors).toBe(before);
    expect(values('first/kernel')).toEqual([0, 2, 0, 4, 5, 0]);
    expect(values('first/bias')).toEqual([1, 1]);
  });

  it('refuses masks of other models before it changes anything', () => {
    const was = values('first/kernel');
    const strange = { 'first/kernel': mask([3, 2], [0, 0, 0, 0, 0, 0]), 'third/kernel': mask([1], [0]) };
    expect(() => applyMasks(model, masksOf(strange))).toThrow(/third\/kernel, which the model has not/);
    expect(() => applyMasks(model, masksOf({ 'first/kernel': mask([2, 3], [0, 0, 0, 0, 0, 0]) }))).toThrow(
      /shape \[2,3\], the weight \[3,2\]/,
    );
    expect(values('first/kernel')).toEqual(was);
  });
});

describe('nonZeroMasks', () => {
  it('finds what is pruned', async () => {
    const masks = masksOf({
      'first/kernel': mask([3, 2], [0, 1, 0, 1, 1, 0]),
      'second/kernel': mask([2, 1], [1, 0]),
    });
    applyMasks(model, masks);
    const before = tf.memory().numTensors;
    expect(await nonZeroMasks(model)).toEqual(masks);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('saved masks', () => {
  const bits = fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 40 });

  it('come back from JSON and from bytes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), bits), (all) => {
        const masks = createMasks(Object.entries(all).map(([path, own]) => [path, mask([own.length], own)]));
        expect(masksFromJson(JSON.parse(JSON.stringify(masksToJson(masks))))).toEqual(masks);
        expect(masksFromBytes(masksToBytes(masks))).toEqual(masks);
      }),
    );
  });

  it('take a bit for each weight', () => {
    const json = masksToJson(masksOf({ a: mask([9], [1, 0, 0, 0, 0, 0, 0, 1, 1]) }));
    expect(json.masks.a?.bits).toBe(Buffer.from([0x81, 1]).toString('base64'));
  });

  it('are refused where they are damaged', () => {
    const json = masksToJson(masksOf({ a: mask([9], [1, 0, 0, 0, 0, 0, 0, 1, 1]) }));
    const changed = (entry: object) => ({ ...json, masks: { a: { ...json.masks.a, ...entry } } });
    expect(() => masksFromJson({ ...json, format: 'other' })).toThrow(MaskError);
    expect(() => masksFromJson(null)).toThrow(MaskError);
    expect(() => masksFromJson(changed({ bits: 'gQ==' }))).toThrow(/1 bytes for \[9\], which needs 2/);
    expect(() => masksFromJson(changed({ bits: '*' }))).toThrow(/not base64/);
    expect(() => masksFromJson(changed({ shape: [-9] }))).toThrow(/damaged/);
    expect(() => masksFromBytes(Uint8Array.of(1, 2))).toThrow(/no saved masks/);
  });

  it('are refused with any bit flipped', () => {
    const bytes = masksToBytes(masksOf({ 'a/kernel': mask([9], [1, 0, 0, 0, 0, 0, 0, 1, 1]) }));
    for (let i = 0; i < 8 * bytes.length; i++) {
      const flipped = bytes.slice();
      flipped[i >> 3] = (flipped[i >> 3] as number) ^ (1 << (i & 7));
      expect(() => masksFromBytes(flipped), `bit ${i}`).toThrow(MaskError);
    }
  });

  it('travel in the saved model, by names that stay', async () => {
    const masks = masksOf({ 'second/kernel': mask([2, 1], [0, 1]) });
    model.setUserDefinedMetadata({ author: 'me' });
    storeMasks(model, masks);
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save({
      save: async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      },
    });
    const loaded = await loadLayersModel({ load: async () => saved as tf.io.ModelArtifacts });
    expect(storedMasks(loaded)).toEqual(masks);
    expect(loaded.getUserDefinedMetadata()).toMatchObject({ author: 'me' });
    loaded.dispose();
  });

  it('fit the model that they are put beside', () => {
    expect(storedMasks(model)).toBeUndefined();
    expect(() => storeMasks(model, masksOf({ other: mask([1], [0]) }))).toThrow(MaskError);
  });
});
