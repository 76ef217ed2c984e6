import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { itIsADataset } from '../test-support/it-is-a-dataset.ts';
import { poems } from './poems.ts';
import { TANG_POEMS } from './tang-poems.ts';
import { BOS, EOS } from './vocabulary.ts';

itIsADataset('poems', () => poems().train);

describe('TANG_POEMS', () => {
  it('are sixty different quatrains, thirty with lines of five characters and thirty of seven', () => {
    const shape =
      /^(?:\p{Script=Han}{5}，\p{Script=Han}{5}。){2}$|^(?:\p{Script=Han}{7}，\p{Script=Han}{7}。){2}$/u;
    for (const { text } of TANG_POEMS) expect(text).toMatch(shape);
    expect(new Set(TANG_POEMS.map(({ text }) => text)).size).toBe(60);
    expect(new Set(TANG_POEMS.map(({ author, title }) => author + title)).size).toBe(60);
    expect(TANG_POEMS.filter(({ text }) => text.length === 24).length).toBe(30);
    expect(TANG_POEMS.every(({ text }) => text.normalize('NFC') === text)).toBe(true);
  });
});

describe('poems', () => {
  it('asks for the next character of whole poems', () => {
    const { train, test, vocabulary: known, poems: texts } = poems();
    expect([train.length, test.length, train.shape, train.targetShape]).toEqual([54, 6, [33], [33]]);
    for (const [data, part] of [
      [train, texts.train],
      [test, texts.test],
    ] as const) {
      for (let i = 0; i < data.length; i++) {
        const { input, target } = data.get(i);
        expect([known.decode(input), known.decode(target)]).toEqual([part[i]?.text, part[i]?.text]);
        expect([input[0], input.indexOf(EOS), target.indexOf(EOS)]).toEqual([BOS, -1, part[i]?.text.length]);
      }
    }
    const held = new Set(texts.test);
    expect(texts.train.some((one) => held.has(one))).toBe(false);
  });

  it('holds out other poems for another seed, and the same for the same', () => {
    const titles = (seed: number) => poems({ seed }).poems.test.map(({ title }) => title);
    expect(titles(1)).toEqual(titles(1));
    expect(titles(1)).not.toEqual(titles(2));
  });

  it('takes lines of five or of seven only', () => {
    expect(poems({ lines: 5 }).train.shape).toEqual([25]);
    expect(poems({ lines: 7, test: 1 }).train.length).toBe(29);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const { train } = poems({ context: 8, stride: 4 });
    for (const { xs, ys } of train.batches()) {
      expect([xs.dtype, ys.dtype]).toEqual(['int32', 'int32']);
      tf.dispose([xs, ys]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    { lines: 6 as never },
    { test: 0 },
    { test: 60 },
    { test: 1.5 },
    { seed: -1 },
    { context: 0 },
    { stride: 0 },
  ])('refuses %j', (options) => {
    expect(() => poems(options)).toThrow(InvalidArgumentError);
  });
});
