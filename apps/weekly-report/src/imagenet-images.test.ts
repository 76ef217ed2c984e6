import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@gradlab/backend';
import { imageGrid } from '@gradlab/plot';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labelsOfCsv, loadImages, rowOf } from './imagenet-images.ts';

describe('labels from a CSV', () => {
  it('are in the second column, or in the one that is called so', () => {
    expect([...labelsOfCsv('file,class\na.png,3\nb.png,999\n', 'x.csv')]).toEqual([
      ['a.png', 3],
      ['b.png', 999],
    ]);
    const several = 'ImgId,name,TrueLabel,TargetClass\n0,tench,0,7\n1,goldfish,1,8\n';
    expect([...labelsOfCsv(several, 'x.csv')]).toEqual([
      ['0', 0],
      ['1', 1],
    ]);
  });

  it.each(['a.png,1000', 'a.png,tench', 'a.png,1.5'])('must be class indices, not "%s"', (row) => {
    expect(() => labelsOfCsv(`file,label\n${row}\n`, 'x.csv')).toThrow(
      /x\.csv: a\.png has the label .* 0 to 999/,
    );
  });

  it.each([
    ['a.png', 'a.png'],
    ['sub/b.png', 'b.png'],
    ['c.png', 'c'],
    ['007.png', '7'],
    ['d.png', undefined],
  ])('of %s are in the row %s', (picture, row) => {
    const table = new Map(['a.png', 'b.png', 'c', '7'].map((key) => [key, 0]));
    expect(rowOf(table, picture)).toBe(row);
  });
});

describe('pictures', () => {
  let folder: string;
  const context = (options: Record<string, string>) => ({
    dataRoot: folder,
    options,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  const load = (options: Record<string, string> = {}, side = 32, crop = 1) =>
    loadImages({ side, crop, count: 10 }, context({ images: join(folder, 'images'), ...options }));
  const one = (images: Awaited<ReturnType<typeof load>>) => {
    const [batch] = images.batches({ batchSize: 10 }) as Iterable<{ xs: tf.Tensor; ys: tf.Tensor }>;
    if (batch === undefined) throw new Error('no batch');
    return batch;
  };

  beforeAll(async () => {
    await loadBackend({ prefer: 'cpu', strict: true });
    folder = await mkdtemp(join(tmpdir(), 'gradlab-images-'));
    await mkdir(join(folder, 'images'));
    for (const name of ['0.png', '1.png', '2.png']) {
      const pixels = Float32Array.from({ length: 64 }, (_, i) => ((i * 37) % 64) / 63);
      const figure = imageGrid({ title: name, images: [{ pixels, shape: [8, 8, 1] }] });
      await writeFile(join(folder, 'images', name), await figure.toPng({ scale: 0.5 }));
    }
    await writeFile(join(folder, 'labels.csv'), 'ImgId,TrueLabel\n0,990\n1,5\n2,990\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('come with the class indices of their rows', async () => {
    const images = await load();
    expect(images.length).toBe(3);
    expect(images.nameOf(5)).toBe('class 5');
    const { xs, ys } = one(images);
    expect(xs.shape).toEqual([3, 32, 32, 3]);
    expect([ys.dtype, ...ys.dataSync()]).toEqual(['int32', 990, 5, 990]);
    expect(tf.max(xs).dataSync()[0]).toBeLessThanOrEqual(1);
    tf.dispose([xs, ys]);
  });

  it('are the middle of the scaled pictures', async () => {
    const whole = one(await load({}, 32, 1));
    const middle = one(await load({}, 16, 0.5));
    const expected = tf.slice(whole.xs, [0, 8, 8, 0], [-1, 16, 16, -1]);
    expect([...middle.xs.dataSync()]).toEqual([...expected.dataSync()]);
    tf.dispose([whole, middle, expected]);
  });

  it('leave nothing behind', async () => {
    const images = await load();
    const before = tf.memory().numTensors;
    tf.dispose(one(images.take(2)));
    expect(tf.memory().numTensors).toBe(before);
    expect(images.take(2).length).toBe(2);
  });

  it('that are missing are named', async () => {
    const csv = join(folder, 'more.csv');
    await writeFile(csv, 'file,label\n0.png,1\n9.png,2\n');
    await expect(load({ labels: csv })).rejects.toThrow(/1 labelled pictures, but none for the row 9\.png/);
    await expect(load({ labels: join(folder, 'no.csv') })).rejects.toThrow(/no\.csv cannot be found/);
    await expect(load({ images: join(folder, 'no') })).rejects.toThrow(/no pictures at .*--images/);
  });
});
