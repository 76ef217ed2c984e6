import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowsDataset } from '../rows-dataset.ts';
import { itIsADataset } from '../test-support/it-is-a-dataset.ts';
import { sentencePairs } from './sentence-pairs.ts';
import type { Vocabulary } from './vocabulary.ts';

const TATOEBA =
  'Hi.\t嗨。\tCC\nHi.\t你好。\tCC\nRun!\t你用跑的。\tCC\nI ran.\t我跑了。\tCC\nHi, Tom!\t汤姆，嗨！\tCC\n';
const CHINESE = { unit: 'character' } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-pairs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, content: string | Uint8Array) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const texts = (data: RowsDataset<Int32Array, Int32Array>, source: Vocabulary, target: Vocabulary) =>
  Array.from({ length: data.length }, (_, i) => {
    const row = data.get(i);
    return `${source.decode(row.input)} = ${target.decode(row.target)}`;
  });

itIsADataset('sentencePairs', async () => (await sentencePairs({ train: { text: TATOEBA }, test: 1 })).train);

describe('sentencePairs', () => {
  it('makes padded sequences with <bos> and <eos>, and vocabularies of the training pairs', async () => {
    const { train, test, source, target, leftOut } = await sentencePairs({
      train: { text: 'a b\tx\nb\ty z\n' },
      test: { text: 'c b\tz\n' },
    });
    expect(source.tokens.slice(4)).toEqual(['b', 'a']);
    expect(target.tokens.slice(4)).toEqual(['x', 'y', 'z']);
    expect(train.shape).toEqual([3]);
    expect(train.targetShape).toEqual([4]);
    expect([...train.inputs]).toEqual([5, 4, 2, 4, 2, 0]);
    expect([...train.targets]).toEqual([1, 4, 2, 0, 1, 5, 6, 2]);
    expect([...test.inputs]).toEqual([3, 4, 2]);
    expect(leftOut).toBe(0);
  });

  it('keeps the translations of one sentence in the same part', async () => {
    for (const seed of [0, 1, 2, 3, 4, 5]) {
      const { train, test, source, target } = await sentencePairs({
        train: { text: TATOEBA },
        test: 2,
        target: CHINESE,
        seed,
      });
      expect([train.length, test.length]).toEqual([3, 2]);
      const [first, second] = [texts(train, source, target), texts(test, source, target)];
      expect(first.filter((text) => text.startsWith('hi .')).length).not.toBe(1);
      expect(second.filter((text) => text.startsWith('hi .')).length).not.toBe(1);
    }
  });

  it('leaves out pairs by length, takes the first ones, and translates the other way', async () => {
    const { train, test, leftOut, source, target } = await sentencePairs({
      train: { text: TATOEBA, columns: [1, 0] },
      test: { text: 'Hi.\t嗨。', columns: [1, 0] },
      source: CHINESE,
      maxLength: 4,
      limit: 4,
    });
    expect(leftOut).toBe(1);
    expect(texts(train, source, target)).toEqual(['嗨。 = hi .', '你好。 = hi .', '我跑了。 = i ran .']);
    expect([train.shape, train.targetShape, test.length]).toEqual([[5], [6], 1]);
  });

  it('reads files, compressed or not, and says how far it is', async () => {
    const en = await write('train.en.gz', gzipSync('A dog .\nTwo men .\nA cat .\n'));
    const de = await write('train.de', 'Ein Hund .\r\nZwei Männer .\r\nEine Katze .\r\n');
    const done: string[] = [];
    const data = await sentencePairs({
      train: { files: [en, de] },
      dev: 1,
      test: { text: 'A dog .\tEin Hund .' },
      onProgress: ({ phase, done: count, total, unit }) => done.push(`${phase} ${count}/${total} ${unit}`),
    });
    expect(done).toEqual(['read 1/2 files', 'read 2/2 files']);
    expect([data.train.length, data.dev?.length, data.test.length]).toEqual([2, 1, 1]);
    const file = await write('pairs.txt', TATOEBA);
    const fromFile = await sentencePairs({ train: { file } });
    const fromText = await sentencePairs({ train: { text: TATOEBA } });
    expect(fromFile.train.inputs).toEqual(fromText.train.inputs);
    expect(fromFile.test.length).toBe(1);
  });

  it('gives the same data for the same seed', async () => {
    const make = (seed: number) => sentencePairs({ train: { text: TATOEBA }, test: 1, seed });
    expect((await make(7)).train.inputs).toEqual((await make(7)).train.inputs);
  });

  it("gives int32 batches that are the caller's, and leaves no tensor behind", async () => {
    await tf.setBackend('cpu');
    const before = tf.memory().numTensors;
    const { train } = await sentencePairs({ train: { text: TATOEBA }, test: 1 });
    for (const { xs, ys } of train.batches({ batchSize: 3, shuffle: true })) {
      expect([xs.dtype, ys.dtype, xs.shape[1], ys.shape[1]]).toEqual([
        'int32',
        'int32',
        ...train.shape,
        ...train.targetShape,
      ]);
      tf.dispose([xs, ys]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    for (const train of [{ text: TATOEBA }, { file: '/none/such.txt' }]) {
      await expect(sentencePairs({ train, signal })).rejects.toThrow('enough');
    }
  });
});
