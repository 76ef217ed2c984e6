import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunContext } from '@gradlab/experiment';
import { lineChart } from '@gradlab/plot';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FoodSize, loadFood } from './food.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-food-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const context = (dataRoot: string | undefined) =>
  ({
    settings: { files: [1], trainImages: 3, validationImages: 2, pixels: 16 },
    seed: 0,
    dataRoot,
    signal: new AbortController().signal,
    onProgress: () => {},
  }) as unknown as RunContext<FoodSize>;

it('takes Food-11 where --data names its folder', async () => {
  const { toPng } = lineChart({
    ...{ title: 'any picture', x: { label: 'x' }, y: { label: 'y' } },
    series: [{ name: 'y', x: [0, 1], y: [0, 1] }],
  });
  const picture = await toPng();
  for (const [part, name] of [
    ['training', '0_1.png'],
    ['training', '10_7.png'],
    ['validation', '3_0.png'],
    ['evaluation', '3_1.png'],
  ] as const) {
    await mkdir(join(folder, part), { recursive: true });
    await writeFile(join(folder, part, name), picture);
  }
  const { train, validation, text } = await loadFood(context(folder));
  expect(train.shape).toEqual([16, 16, 3]);
  expect([...train.labels].sort((a, b) => a - b)).toEqual([0, 10]);
  expect([...validation.labels]).toEqual([3]);
  expect(train.classes.length).toBe(11);
  expect(text).toMatch(/^Food-11, 2 training and 1 validation pictures of 16 x 16/);
});

it.skipIf(process.env.GRADLAB_DATA === undefined)(
  'takes CIFAR-10 without it, and says so (needs GRADLAB_DATA)',
  async () => {
    const { train, validation, text } = await loadFood(context(undefined));
    expect([train.length, validation.length]).toEqual([3, 2]);
    expect(train.shape).toEqual([32, 32, 3]);
    expect(text).toMatch(/^CIFAR-10 stands in for Food-11: 3 /);
  },
);
