import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  agree,
  outputShape,
  pads,
  random,
  restoreBackend,
  run,
  tested,
  withSpecials,
} from './test-support.ts';

afterAll(restoreBackend);

/** 3 x 3 and 5 x 5 convolutions of stride 1 with enough channels. */
const convolutions = fc
  .record({
    batch: fc.integer({ min: 2, max: 4 }),
    height: fc.integer({ min: 5, max: 11 }),
    width: fc.integer({ min: 5, max: 11 }),
    inChannels: fc.constantFrom(8, 12, 16, 20),
    outChannels: fc.constantFrom(8, 12, 16, 20),
    taps: fc.constantFrom(3, 5),
    pad: pads,
    seed: fc.nat(1000),
  })
  .map((c) => ({
    ...c,
    input: [c.batch, c.height, c.width, c.inChannels],
    filter: [c.taps, c.taps, c.inChannels, c.outChannels],
    strides: [1, 1] as [number, number],
    attrs: { strides: [1, 1], pad: c.pad, dataFormat: 'NHWC' },
  }))
  .filter((c) => outputShape(c).every((size) => size > 0));

type Convolution = typeof convolutions extends fc.Arbitrary<infer T> ? T : never;

const check = (property: (c: Convolution) => Promise<void>) =>
  fc.assert(fc.asyncProperty(convolutions, property), { numRuns: 30 });

describe.runIf(tested === 'wasm')('convolutions by minimal filtering', () => {
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

  it.each([3, 5])(
    'with 64 channels stays within 1e-5 of float64, filters of %i taps a side',
    async (taps) => {
      const size = 12;
      const channels = 64;
      const x = random([1, size, size, channels], 1);
      const filter = random([taps, taps, channels, channels], 2);
      const attrs = { strides: 1, pad: 'valid', dilations: 1, dataFormat: 'NHWC' };
      const { values, shape } = await run('wasm', 'Conv2D', { x, filter }, attrs);
      const width = shape[2] as number;
      const exact = (pixel: number, output: number) => {
        let sum = 0;
        for (let i = 0; i < taps; i++) {
          for (let j = 0; j < taps; j++) {
            const from = (Math.floor(pixel / width) + i) * size + (pixel % width) + j;
            for (let c = 0; c < channels; c++) {
              sum +=
                x.values[from * channels + c]! *
                filter.values[((i * taps + j) * channels + c) * channels + output]!;
            }
          }
        }
        return sum;
      };
      const expected = Float64Array.from(values, (_, i) => exact(Math.floor(i / channels), i % channels));
      const largest = Math.max(...expected.map(Math.abs));
      const error = Math.max(...expected.map((value, i) => Math.abs(value - values[i]!)));
      expect(error / largest).toBeLessThan(1e-5);
    },
  );
});
