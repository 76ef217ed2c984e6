import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorruptFileError, InvalidArgumentError, InvalidDataError, MissingFileError } from '../errors.ts';
import type { RowsDataset } from '../rows-dataset.ts';
import { itIsADataset } from '../test-support/it-is-a-dataset.ts';
import { holdOut } from './hold-out.ts';
import { type SentencePairsOptions, sentencePairs } from './sentence-pairs.ts';
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

  it.each<[string, () => Promise<SentencePairsOptions>, new (...args: never[]) => Error, RegExp]>([
    ['no source', async () => ({ train: {} as never }), InvalidArgumentError, /train is none of/],
    [
      'one file of two',
      async () => ({ train: { files: ['a'] } as never }),
      InvalidArgumentError,
      /train is none of/,
    ],
    [
      'a missing file',
      async () => ({ train: { file: '/none/such.txt' } }),
      MissingFileError,
      /\/none\/such\.txt: cannot be read \(ENOENT\)/,
    ],
    ['a folder', async () => ({ train: { file: folder } }), MissingFileError, /EISDIR/],
    [
      'damaged gzip',
      async () => ({ train: { file: await write('bad.gz', gzipSync(TATOEBA).subarray(0, 40)) } }),
      CorruptFileError,
      /bad\.gz: damaged or truncated gzip/,
    ],
    [
      'Latin-1',
      async () => ({ train: { file: await write('latin.txt', Buffer.from('a\tb\nc\t\xe9', 'latin1')) } }),
      CorruptFileError,
      /latin\.txt, line 2: not UTF-8/,
    ],
    [
      'an empty file',
      async () => ({ train: { file: await write('empty.txt', '') } }),
      CorruptFileError,
      /empty\.txt: the text is empty/,
    ],
    [
      'unequal files',
      async () => ({ train: { files: [await write('a', 'x\ny'), await write('b', 'x')] } }),
      CorruptFileError,
      /has 2 lines and .* 1;/,
    ],
    [
      'a missing tab',
      async () => ({ train: { text: 'a\tb\nc' } }),
      CorruptFileError,
      /the text of train, line 2: no tab/,
    ],
    [
      'unequal texts',
      async () => ({ train: { texts: ['a', 'b\nc'] } }),
      CorruptFileError,
      /the first text of train has 1 lines/,
    ],
    [
      'nothing short enough',
      async () => ({ train: { text: 'a b\tc d' }, maxLength: 1 }),
      InvalidDataError,
      /all 1 pairs of train/,
    ],
    [
      'nothing to hold out',
      async () => ({ train: { text: 'a\tb' } }),
      InvalidArgumentError,
      /cannot hold out 1 of 1/,
    ],
    [
      'maxLength 0',
      async () => ({ train: { text: TATOEBA }, maxLength: 0 }),
      InvalidArgumentError,
      /maxLength is 0/,
    ],
    [
      'limit 1.5',
      async () => ({ train: { text: TATOEBA }, limit: 1.5 }),
      InvalidArgumentError,
      /limit is 1.5/,
    ],
    ['seed -1', async () => ({ train: { text: TATOEBA }, seed: -1 }), InvalidArgumentError, /seed is -1/],
    [
      'unit byte',
      async () => ({ train: { text: TATOEBA }, source: { unit: 'byte' as never } }),
      InvalidArgumentError,
      /unit is "byte"/,
    ],
  ])('refuses %s', async (_, options, kind, message) => {
    const attempt = options().then(sentencePairs);
    await expect(attempt).rejects.toThrow(kind);
    await expect(attempt).rejects.toThrow(message);
  });

  it('stops with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    for (const train of [{ text: TATOEBA }, { file: '/none/such.txt' }]) {
      await expect(sentencePairs({ train, signal })).rejects.toThrow('enough');
    }
  });
});

describe('holdOut', () => {
  it('divides completely, keeps equal keys together, in order', () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(keys, fc.nat(), fc.nat({ max: 39 }), (list, seed, wish) => {
        const count = 1 + (wish % (list.length - 1));
        let parts: ReturnType<typeof holdOut>;
        try {
          parts = holdOut(list, count, seed);
        } catch (error) {
          // Groups larger than what is asked for cannot be divided.
          expect((error as Error).message).toMatch(/cannot hold out exactly/);
          return;
        }
        expect(parts.held).toHaveLength(count);
        expect([...parts.rest, ...parts.held].sort((a, b) => a - b)).toEqual([...list.keys()]);
        for (const part of [parts.rest, parts.held]) expect(part).toEqual(part.toSorted((a, b) => a - b));
        const known = new Set(parts.rest.map((i) => list[i]));
        expect(parts.held.some((i) => known.has(list[i]))).toBe(false);
      }),
    );
    expect(() => holdOut(['a', 'a', 'b', 'b'], 1, 0)).toThrow(/exactly 1 examples: 0/);
    expect(holdOut(['a', 'b', 'c'], 2, 0).held).toHaveLength(2);
  });
});

const DATA = process.env.GRADLAB_DATA;
describe.skipIf(!DATA)('real pairs (GRADLAB_DATA)', () => {
  it('Tatoeba: 26388 English - Mandarin pairs', async () => {
    const { train, test, source, target } = await sentencePairs({
      train: { file: join(DATA as string, 'tatoeba_eng_cmn/cmn.txt') },
      test: 1388,
      target: CHINESE,
    });
    expect([train.length, test.length]).toEqual([25000, 1388]);
    const inputs = (data: typeof train) =>
      Array.from({ length: data.length }, (_, i) => source.decode(data.get(i).input));
    const known = new Set(inputs(train));
    expect(inputs(test).filter((text) => known.has(text) && !text.includes('<unk>'))).toEqual([]);
    expect(source.tokens.slice(4, 7)).toEqual(['.', 'the', 'i']);
    expect(target.tokens.slice(4, 6)).toEqual(['。', '我']);
    const { input, target: words } = train.get(0);
    expect([source.decode(input), target.decode(words)]).toEqual(['hi .', '嗨。']);
  });

  it('Multi30k: 29000, 1014 and 1000 aligned pairs', async () => {
    const at = (part: string) =>
      ['en', 'de'].map((side) => join(DATA as string, `multi30k/${part}.${side}.gz`)) as [string, string];
    const { train, dev, test, source, target } = await sentencePairs({
      train: { files: at('train') },
      dev: { files: at('val') },
      test: { files: at('test_2016_flickr') },
      source: { minFrequency: 2 },
      target: { minFrequency: 2 },
    });
    expect([train.length, dev?.length, test.length]).toEqual([29000, 1014, 1000]);
    const { input, target: words } = train.get(0);
    expect(source.decode(input)).toBe('two young , white males are outside near many bushes .');
    expect(target.decode(words)).toBe('zwei junge weiße männer sind im freien in der nähe vieler büsche .');
  });
});
