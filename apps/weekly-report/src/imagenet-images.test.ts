import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@gradlab/backend';
import { imageGrid } from '@gradlab/plot';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPictures, loadImages } from './imagenet-images.ts';

describe('pictures', () => {
  let folder: string;
  const context = (options: Record<string, string>) => ({
    dataRoot: folder,
    options,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  const load = async (options: Record<string, string> = {}, side = 32, crop = 1, count = 10) => {
    const given = context({ images: join(folder, 'images'), ...options });
    return loadImages(await findPictures(count, given), { side, crop }, given);
  };
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
    expect((await load({}, 32, 1, 1)).length).toBe(1);
  });

  it('that are missing are named', async () => {
    const csv = join(folder, 'more.csv');
    await writeFile(csv, 'file,label\n0.png,1\n9.png,2\n');
    await expect(load({ labels: csv })).rejects.toThrow(/1 labelled pictures, but none for the row 9\.png/);
    await expect(load({ labels: join(folder, 'no.csv') })).rejects.toThrow(/no\.csv cannot be found/);
    await expect(load({ images: join(folder, 'no') })).rejects.toThrow(/no pictures at .*--images/);
  });
});
