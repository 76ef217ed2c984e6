import '@tensorflow/tfjs-backend-cpu';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorruptFileError, InvalidArgumentError, MissingFileError, OfflineError } from '../errors.ts';
import { itIsADataset } from '../test-support/it-is-a-dataset.ts';
import { type LanguageWords, type LanguageWordsOptions, languageWords } from './language-words.ts';

const PARTS = ['train', 'dev', 'test'] as const;

let folder: string;
let cacheDir: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-words-'));
  cacheDir = join(folder, 'cache');
});
afterAll(() => rm(folder, { recursive: true }));

/** The packages are installed for these tests, so nothing is fetched. */
const fromDictionaries = (options: LanguageWordsOptions = {}) =>
  languageWords({ source: 'dictionaries', offline: true, cacheDir, ...options });

const wordsOf = (data: LanguageWords, part: (typeof PARTS)[number]) =>
  Array.from({ length: data[part].length }, (_, i) =>
    Array.from(data[part].get(i).input, (id) => data.characters[id] ?? '').join(''),
  );

/** What must hold of either source. */
async function expectTask(data: LanguageWords, languages: readonly string[]) {
  const all = PARTS.flatMap((part) => wordsOf(data, part));
  expect(PARTS.map((part) => data[part].length)).toEqual([17500, 500, 500]);
  expect(new Set(all).size).toBe(18500);
  expect(all.every((word) => /^\p{Ll}{2,10}$/u.test(word))).toBe(true);
  for (const part of PARTS) {
    expect(data[part].classes).toEqual(languages);
    expect(new Set(data[part].countsPerClass()).size).toBe(1);
    expect(data[part].shape).toEqual([10]);
  }
}

itIsADataset(
  'languageWords, one-hot',
  async () => (await fromDictionaries({ languages: ['en', 'es'] })).test,
);
itIsADataset(
  'languageWords, indices',
  async () => (await fromDictionaries({ languages: ['en', 'nl'], encoding: 'indices' })).train,
);

describe('languageWords of dictionaries', () => {
  it('has the sizes of lang_id.npz, different words, and the letters of its languages', async () => {
    const data = await fromDictionaries({ encoding: 'indices' });
    await expectTask(data, ['English', 'Spanish', 'Estonian', 'Dutch', 'Polish']);
    expect(data.source).toBe('dictionaries');
    expect(data.characters.join('')).toBe('abcdefghijklmnopqrstuvwxyzáäèéêëíïñóõöúüąćęłńśźż');
    const english = wordsOf(data, 'train').filter((_, i) => data.train.targets[i] === 0);
    expect(english.every((word) => /^[a-z]+$/.test(word))).toBe(true);
  });

  it('draws the same words for the same seed, others for another', async () => {
    const draw = async (seed: number) =>
      wordsOf(await fromDictionaries({ languages: ['en', 'es'], encoding: 'indices', seed }), 'test');
    const first = await draw(1);
    expect(await draw(1)).toEqual(first);
    expect((await draw(2)).filter((word) => first.includes(word)).length).toBeLessThan(20);
  });

  it("gives one-hot codes that are the indices', with zero vectors as padding on either side", async () => {
    const options = { languages: ['en', 'es'] } as const;
    const indices = await fromDictionaries({ ...options, encoding: 'indices' });
    for (const padding of ['right', 'left'] as const) {
      const codes = await fromDictionaries({ ...options, padding });
      const width = codes.characters.length;
      expect(codes.dev.shape).toEqual([10, width]);
      for (let i = 0; i < codes.dev.length; i++) {
        const word = indices.dev.get(i).input.filter((id) => id >= 0);
        const before = padding === 'left' ? 10 - word.length : 0;
        const expected = new Float32Array(10 * width);
        for (const [k, id] of word.entries()) expected[(before + k) * width + id] = 1;
        expect(codes.dev.get(i).input).toEqual(expected);
      }
    }
    const { xs, ys } = [...(await fromDictionaries(options)).dev.batches({ batchSize: 200 })][0] as {
      xs: tf.Tensor;
      ys: tf.Tensor;
    };
    expect([xs.dtype, ys.dtype, xs.shape]).toEqual(['float32', 'int32', [200, 10, 33]]);
    tf.dispose([xs, ys]);
  });

  it('fills up with the index that is asked for', async () => {
    const options = { languages: ['en', 'es'], encoding: 'indices' } as const;
    const plain = await fromDictionaries(options);
    const other = await fromDictionaries({ ...options, padIndex: 33 });
    expect(other.dev.inputs).toEqual(plain.dev.inputs.map((id) => (id < 0 ? 33 : id)));
    await expect(fromDictionaries({ ...options, padIndex: 32 })).rejects.toThrow(
      /padIndex is 32; .* -1 or 33/,
    );
  });

  it.each<[string, object, RegExp]>([
    ['an unknown source', { source: 'npz' }, /source is "npz"; pass 'file' or 'dictionaries'/],
    ['an unknown encoding', { encoding: 'onehot' }, /encoding is "onehot"/],
    ['an unknown padding', { padding: 'both' }, /padding is "both"/],
    ['a padIndex for one-hot codes', { padIndex: -1 }, /padIndex needs encoding/],
    [
      'a padIndex of -1.5',
      { padIndex: -1.5, encoding: 'indices', languages: ['en', 'es'] },
      /padIndex is -1.5/,
    ],
    ['one language', { languages: ['en'] }, /languages is \[en\]; pass at least two/],
    ['a language twice', { languages: ['en', 'en'] }, /languages is \[en,en\]/],
    ['Finnish', { languages: ['en', 'fi'] }, /different ones of en es et nl pl/],
    ['toString', { languages: ['en', 'toString'] }, /different ones/],
    ['languages of the file', { source: 'file', languages: ['en', 'es'] }, /the file has its own languages/],
    ['seed -1', { languages: ['en', 'es'], seed: -1 }, /seed is -1/],
  ])('refuses %s', async (_, options, message) => {
    const attempt = fromDictionaries(options);
    await expect(attempt).rejects.toThrow(InvalidArgumentError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('says what is missing when there is neither a package nor a network', async () => {
    const attempt = languageWords({ source: 'dictionaries', offline: true, cacheDir, root: folder });
    await expect(attempt).rejects.toThrow(MissingFileError);
    await expect(attempt).rejects.toThrow(/lacks index\.dic, index\.aff/);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(fromDictionaries({ signal })).rejects.toThrow('enough');
  });
});

describe('languageWords of lang_id.npz', () => {
  it('a damaged or foreign file is an error, and the cache stays empty', async () => {
    const root = await mkdtemp(join(folder, 'bad-'));
    await writeFile(join(root, 'lang_id.npz'), 'not an archive');
    await expect(languageWords({ root, cacheDir: join(root, 'cache') })).rejects.toThrow(CorruptFileError);
    expect(await readdir(root)).toEqual(['lang_id.npz']);
  });

  it('a named folder without it is an error; without any folder it is an error only when it is asked for', async () => {
    await expect(languageWords({ root: folder, cacheDir })).rejects.toThrow(MissingFileError);
    const data = process.env.GRADLAB_DATA;
    delete process.env.GRADLAB_DATA;
    try {
      await expect(languageWords({ source: 'file', cacheDir })).rejects.toThrow(OfflineError);
      expect((await languageWords({ offline: true, cacheDir })).source).toBe('dictionaries');
    } finally {
      if (data !== undefined) process.env.GRADLAB_DATA = data;
    }
  });

  const DATA = process.env.GRADLAB_DATA;
  it.skipIf(!DATA)('has the published words (GRADLAB_DATA)', async () => {
    const root = await mkdtemp(join(folder, 'root-'));
    await copyFile(join(DATA as string, 'lang_id/lang_id.npz'), join(root, 'lang_id.npz'));
    for (const options of [{}, { root }]) {
      const data = await languageWords({ encoding: 'indices', cacheDir, ...options });
      await expectTask(data, ['English', 'Spanish', 'Finnish', 'Dutch', 'Polish']);
      expect(data.source).toBe('file');
      expect(data.characters.join('')).toBe('abcdefghijklmnopqrstuvwxyzáäèéêëíïñóöúüąćęłńśźż');
      expect(wordsOf(data, 'train').slice(0, 3)).toEqual(['oí', 'él', 'tí']);
      expect(Array.from(data.train.targets.subarray(0, 6))).toEqual([1, 1, 1, 4, 3, 0]);
      expect(wordsOf(data, 'test').at(-1)).toBe('ambulanssi');
      expect(data.test.countsPerClass()).toEqual([100, 100, 100, 100, 100]);
    }
    expect((await languageWords({ cacheDir })).train.shape).toEqual([10, 47]);
  });
});
