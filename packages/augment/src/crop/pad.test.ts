import { describe, expect, it } from 'vitest';
import type { ImageShape } from '../batch.ts';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { expectMade, golden } from '../geometry/test-golden.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { pad } from './pad.ts';
import type { Padding, PadMode } from './padding.ts';

const MODES: readonly PadMode[] = ['constant', 'edge', 'reflect', 'symmetric'];

describe.each(MODES)('pad with mode %s', (mode) => {
  itKeepsTheLaws(pad([1, 0, 1, 1], { mode, fill: 0.5 }), ([height, width, channels]) => [
    ...([height + 1, width + 2, channels] as const),
  ]);
});

describe('pad', () => {
  it('gives what torchvision gives', () => {
    for (const { padding, mode, fill, ...made } of golden.pad) {
      const amount = (padding.length === 1 ? padding[0] : padding) as Padding;
      expectMade(pad(amount, { mode: mode as PadMode, fill }), made);
    }
  });

  it('continues a line by hand', () => {
    const line = (mode: PadMode) => changed(pad([2, 0], { mode, fill: 9 }), [1, 2, 3], [1, 3, 1]);
    expect(line('constant')).toEqual([9, 9, 1, 2, 3, 9, 9]);
    expect(line('edge')).toEqual([1, 1, 1, 2, 3, 3, 3]);
    expect(line('reflect')).toEqual([3, 2, 1, 2, 3, 2, 1]);
    expect(line('symmetric')).toEqual([2, 1, 1, 2, 3, 3, 2]);
  });

  it('takes the sides in the order left, top, right, bottom', () => {
    const { images, shape } = pad([1, 0, 0, 2])(batchOf([[5, 6]], [1, 2, 1]), 1);
    expect(shape).toEqual([1, 3, 3, 1]);
    expect(Array.from(images)).toEqual([0, 5, 6, 0, 0, 0, 0, 0, 0]);
  });

  it('fills each channel with its own number, and of nothing changes nothing', () => {
    expect(changed(pad([1, 0], { fill: [7, 8] }), [1, 2], [1, 1, 2])).toEqual([7, 8, 1, 2, 7, 8]);
    for (const mode of MODES) expect(changed(pad(0, { mode }), [1, 2], [1, 1, 2])).toEqual([1, 2]);
  });

  it('names bad options', () => {
    for (const padding of [
      -1,
      0.5,
      Number.NaN,
      [1, -2],
      [1, 2, 3] as unknown as Padding,
      [] as unknown as Padding,
    ])
      expect(() => pad(padding as Padding)).toThrow(InvalidOptionError);
    expect(() => pad(1, { mode: 'wrap' as 'edge' })).toThrow('constant, edge, reflect, symmetric');
    expect(() => pad(1, { fill: Infinity })).toThrow(InvalidOptionError);
  });

  it('names images that are too small to be mirrored so far', () => {
    const two = batchOf([[1, 2]], [1, 2, 1] satisfies ImageShape);
    expect(() => pad([2, 0], { mode: 'reflect' })(two, 1)).toThrow(InvalidBatchError);
    expect(() => pad([3, 0], { mode: 'symmetric' })(two, 1)).toThrow(
      'images of 2 pixels have no 3 to mirror',
    );
    expect(changed(pad([2, 0], { mode: 'symmetric' }), [1, 2], [1, 2, 1])).toEqual([2, 1, 1, 2, 2, 1]);
    expect(() => pad(1, { fill: [1, 2] })(two, 1)).toThrow('fill has 2 values for images with 1 channels');
  });
});
