import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { agree, convolutions, random, restoreBackend, run, tested, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

const depthwise = fc
  .tuple(convolutions, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3 }), fc.boolean())
  .map(([c, channels, multiplier, dilated]) => {
    const input = [c.batch, c.height, c.width, channels] as [number, number, number, number];
    const filter = [c.filterHeight, c.filterWidth, channels, multiplier] as [number, number, number, number];
    const strides = dilated ? 1 : (c.strides[0] as number);
    const dilations = dilated ? c.dilation : 1;
    const info = tf.backend_util.computeConv2DInfo(input, filter, strides, dilations, c.pad, undefined, true);
    const attrs = { strides: [strides, strides], dilations: [dilations, dilations], pad: c.pad };
    return {
      input,
      filter,
      attrs,
      dy: info.outShape as number[],
      seed: c.seed,
      outputs: channels * multiplier,
    };
  })
  .filter(({ dy }) => dy.every((size) => size >= 0));

type Depthwise = typeof depthwise extends fc.Arbitrary<infer T> ? T : never;

const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

const check = (property: (c: Depthwise) => Promise<void>) =>
  fc.assert(fc.asyncProperty(depthwise, property), { numRuns: 150 });

describe.runIf(tested === 'wasm')('depthwise convolution on wasm, against the cpu backend', () => {
  it('forward: any shape, multiplier, stride, padding and dilation', () =>
    check(async ({ input, filter, attrs, seed }) => {
      const inputs = { x: random(input, seed), filter: random(filter, seed + 1) };
      await agree('DepthwiseConv2dNative', inputs, attrs);
    }));

  it('forward without dilations, as the layers of tfjs-layers ask', async () => {
    const inputs = { x: random([2, 5, 6, 3], 1), filter: random([3, 3, 3, 2], 2) };
    await agree('DepthwiseConv2dNative', inputs, { strides: [1, 1], pad: 'same', dilations: null });
  });

  it('forward with bias and activation', () =>
    check(async ({ input, filter, attrs, seed, outputs }) => {
      const inputs = {
        x: random(input, seed),
        filter: random(filter, seed + 1),
        bias: random([outputs], seed + 2),
      };
      const activation = ['linear', 'relu', 'relu6', 'sigmoid'][seed % 4];
      await agree('FusedDepthwiseConv2D', inputs, { ...attrs, activation, dataFormat: 'NHWC' });
    }));

  it('gradient with respect to the input', () =>
    check(async ({ input, filter, attrs, dy, seed }) => {
      // The cpu backend's gradients take no notice of dilation.
      fc.pre(dy.every((size) => size > 0) && attrs.dilations[0] === 1);
      const inputs = { dy: random(dy, seed), filter: random(filter, seed + 1) };
      await agree('DepthwiseConv2dNativeBackpropInput', inputs, { ...attrs, inputShape: input });
    }));

  it('gradient with respect to the filter', () =>
    check(async ({ input, filter, attrs, dy, seed }) => {
      // The cpu backend's gradients take no notice of dilation.
      fc.pre(dy.every((size) => size > 0) && attrs.dilations[0] === 1);
      const inputs = { x: random(input, seed), dy: random(dy, seed + 1) };
      await agree('DepthwiseConv2dNativeBackpropFilter', inputs, { ...attrs, filterShape: filter });
    }));

  it('both gradients are adjoint to the convolution, with dilation too', () =>
    check(async ({ input, filter, attrs, dy, seed }) => {
      fc.pre(dy.every((size) => size > 0));
      const [x, w, g] = [random(input, seed), random(filter, seed + 1), random(dy, seed + 2)];
      const y = await run('wasm', 'DepthwiseConv2dNative', { x, filter: w }, attrs);
      const dx = await run(
        'wasm',
        'DepthwiseConv2dNativeBackpropInput',
        { dy: g, filter: w },
        { ...attrs, inputShape: input },
      );
      const dw = await run(
        'wasm',
        'DepthwiseConv2dNativeBackpropFilter',
        { x, dy: g },
        { ...attrs, filterShape: filter },
      );
      const product = dot(y.values, g.values);
      const scale = Math.sqrt(dot(y.values, y.values) * dot(g.values, g.values)) + 1e-3;
      expect(Math.abs(dot(x.values, dx.values) - product)).toBeLessThan(1e-5 * scale);
      expect(Math.abs(dot(w.values, dw.values) - product)).toBeLessThan(1e-5 * scale);
    }));

  it('carries NaN and infinity of the input', () =>
    check(async ({ input, filter, attrs, seed }) => {
      const inputs = { x: withSpecials(random(input, seed), seed), filter: random(filter, seed + 1) };
      await agree('DepthwiseConv2dNative', inputs, attrs);
    }));
});
