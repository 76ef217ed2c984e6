import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Cifar100Options, cifar100, loadCifar100 } from './cifar100.ts';
import { COARSE_NAMES, FINE_NAMES } from './cifar100-names.ts';
import { CIFAR100 } from './cifar100-source.ts';
import { CorruptFileError, InvalidArgumentError, OfflineError } from './errors.ts';
import { published, put, serve, temporary, wellBehaved } from './node/testing.ts';
import { tgz } from './node/testing-archive.ts';
import { cifarFile, filesOf, madeOf, md5, noise } from './node/testing-sets.ts';

/** Superclass, class: of three training images and two test images. */
const CONTENTS = [
  cifarFile(
    [
      [4, 0],
      [19, 99],
      [0, 4],
    ],
    1,
  ),
  cifarFile(
    [
      [14, 98],
      [11, 19],
    ],
    8,
  ),
];
const TINY = madeOf(CIFAR100, CONTENTS);

beforeEach(() => void vi.stubEnv('GRADLAB_DATA', ''));
afterEach(() => vi.unstubAllEnvs());

const load = async (options: Cifar100Options = {}, contents = CONTENTS) =>
  loadCifar100(madeOf(CIFAR100, contents), {
    root: await put(await temporary(), filesOf(TINY, contents)),
    ...options,
  });

test('the classes, by default or as fine labels', async () => {
  for (const options of [{}, { labels: 'fine' }] as const) {
    const { train, test: held } = await load(options);
    expect([train.name, train.shape, train.classes.length]).toEqual(['cifar100-train', [32, 32, 3], 100]);
    expect([...train.labels]).toEqual([0, 99, 4]);
    expect([...held.labels].map((label) => held.classes[label])).toEqual(['woman', 'cattle']);
  }
});

test('the superclasses as coarse labels, of the same images', async () => {
  const { train, test: held } = await load({ labels: 'coarse' });
  expect([...train.labels]).toEqual([4, 19, 0]);
  expect([...held.labels].map((label) => held.classes[label])).toEqual([
    'people',
    'large_omnivores_and_herbivores',
  ]);
  const planes = noise(3072, 9);
  const { image } = held.get(1);
  expect([...image.subarray(0, 6)]).toEqual([0, 1024, 2048, 1, 1025, 2049].map((at) => planes[at]));
});

test('names stand in the official order, which is the alphabet', () => {
  expect([FINE_NAMES.length, COARSE_NAMES.length]).toEqual([100, 20]);
  expect([...FINE_NAMES].sort()).toEqual(FINE_NAMES);
  expect([...COARSE_NAMES].sort()).toEqual(COARSE_NAMES);
  expect([0, 23, 58, 82, 99].map((i) => FINE_NAMES[i])).toEqual([
    'apple',
    'cloud',
    'pickup_truck',
    'sunflower',
    'worm',
  ]);
  expect([0, 9, 12, 13, 19].map((i) => COARSE_NAMES[i])).toEqual([
    'aquatic_mammals',
    'large_man-made_outdoor_things',
    'medium_mammals',
    'non-insect_invertebrates',
    'vehicles_2',
  ]);
});

test('the archive serves, its members verified by their MD5', async () => {
  const members = Object.entries(filesOf(TINY, CONTENTS)).map(([name, body]) => ({
    header: { name: `cifar-100-binary/${name}` },
    body,
  }));
  const archive = await tgz([{ header: { name: 'cifar-100-binary/fine_label_names.txt' } }, ...members]);
  const source = {
    ...CIFAR100,
    files: CIFAR100.files.map(({ name }, i) => ({
      name,
      raw: { bytes: CONTENTS[i]!.length, md5: md5(CONTENTS[i]!) },
    })),
    archive: { ...CIFAR100.archive!, ...published(archive) },
  };
  const { url } = await serve([wellBehaved], { 'cifar-100-binary.tar.gz': archive });
  const { train } = await loadCifar100(source, { cacheDir: await temporary(), mirrors: [url] });
  expect([...train.labels]).toEqual([0, 99, 4]);
});

test.each<[string, Uint8Array, RegExp]>([
  ['a class out of range', cifarFile([[0, 100]], 1), /train\.bin: label 100 in record 0/],
  [
    'a broken record',
    cifarFile([[0, 1]], 1).subarray(1),
    /train\.bin: 3073 bytes, expected 0 records of 3074/,
  ],
])('%s: CorruptFileError', async (_, bytes, words) => {
  const failed = load({}, [bytes, CONTENTS[1]!]);
  await expect(failed).rejects.toThrow(CorruptFileError);
  await expect(failed).rejects.toThrow(words);
});

test('a superclass out of range is refused where superclasses are asked for', async () => {
  await expect(load({ labels: 'coarse' }, [cifarFile([[20, 1]], 1), CONTENTS[1]!])).rejects.toThrow(
    /label 20 in record 0, but there are 20 classes/,
  );
});

test('other labels, or files that are nowhere, are refused', async () => {
  await expect(cifar100({ labels: 'medium' as 'fine' })).rejects.toThrow(InvalidArgumentError);
  await expect(cifar100({ labels: 'toString' as 'fine' })).rejects.toThrow(/pass 'fine' or 'coarse'/);
  await expect(cifar100({ cacheDir: await temporary(), offline: true })).rejects.toThrow(OfflineError);
});
