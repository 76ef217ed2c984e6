import fc from 'fast-check';
import { afterAll, describe, it } from 'vitest';
import { agree, outputShape, pads, random, restoreBackend, tested, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

/** 3 x 3 convolutions of stride 1 with enough channels. */
const convolutions = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 2, max: 11 }),
    width: fc.integer({ min: 2, max: 11 }),
    inChannels: fc.constantFrom(8, 12, 16, 20),
    outChannels: fc.constantFrom(8, 12, 16, 20),
    pad: pads,
    seed: fc.nat(1000),
  })
  .map((c) => ({
    ...c,
    input: [c.batch, c.height, c.width, c.inChannels],
    filter: [3, 3, c.inChannels, c.outChannels],
    strides: [1, 1] as [number, number],
    attrs: { strides: [1, 1], pad: c.pad, dataFormat: 'NHWC' },
  }))
  .filter((c) => outputShape(c).every((size) => size > 0));

type Convolution = typeof convolutions extends fc.Arbitrary<infer T> ? T : never;

const check = (property: (c: Convolution) => Promise<void>) =>
  fc.assert(fc.asyncProperty(convolutions, property), { numRuns: 60 });

describe.runIf(tested === 'wasm')('3 x 3 convolutions by minimal filtering', () => {
  it('forward, with bias and ReLU, equals the cpu backend', () =>
    check(async (c) => {
      const bias = random([c.outChannels], c.seed + 2);
      const inputs = { x: random(c.input, c.seed), filter: random(c.filter, c.seed + 1), bias };
      await agree('FusedConv2D', inputs, { ...c.attrs, dilations: 1, activation: 'relu' });
    }));

  it('the input gradient equals the cpu backend', () =>
    check(async (c) => {
      const inputs = { dy: random(outputShape(c), c.seed), filter: random(c.filter, c.seed + 1) };
      await agree('Conv2DBackpropInput', inputs, { ...c.attrs, inputShape: c.input });
    }));

  it('the filter gradient equals the cpu backend', () =>
    check(async (c) => {
      const inputs = { x: random(c.input, c.seed), dy: random(outputShape(c), c.seed + 1) };
      await agree('Conv2DBackpropFilter', inputs, { ...c.attrs, filterShape: c.filter });
    }));

  it('NaN and infinity stay where the cpu backend has them', () =>
    check(async (c) => {
      const x = withSpecials(random(c.input, c.seed), c.seed);
      await agree('Conv2D', { x, filter: random(c.filter, c.seed + 1) }, { ...c.attrs, dilations: 1 });
      const dy = random(outputShape(c), c.seed + 1);
      await agree('Conv2DBackpropFilter', { x, dy }, { ...c.attrs, filterShape: c.filter });
    }));
});
