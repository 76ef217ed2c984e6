import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artifactsOf, readWeights } from '../encode/artifacts.ts';
import { modelFiles, readModel, writeAll } from './model-files.ts';
import { runCommand } from './run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-compress-'));
  const model = sequential({
    layers: [
      layers.dense({
        name: 'one',
        inputShape: [30],
        units: 40,
        kernelInitializer: initializers.randomNormal({ seed: 1 }),
      }),
      layers.dense({ name: 'two', units: 10, kernelInitializer: initializers.randomNormal({ seed: 2 }) }),
    ],
  });
  await writeAll(modelFiles(join(folder, 'in'), await artifactsOf(model)));
  model.dispose();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(...argv: string[]) {
  let [out, error] = ['', ''];
  const code = await runCommand(
    argv.map((text) => text.replace('$', folder)),
    {
      out: (text) => {
        out += text;
      },
      error: (text) => {
        error += text;
      },
    },
  );
  return { code, out, error };
}
const kernel = async (file: string, name = 'one/kernel') =>
  readWeights(await readModel(join(folder, file))).find(({ path }) => path === name)!.values as Float32Array;

describe('gradlab-compress', () => {
  it('writes a model that tf.loadLayersModel opens, pruned, clustered and quantized', async () => {
    const { code, out } = await run(
      '$/in/model.json',
      '--out',
      '$/out',
      '--prune',
      '0.9',
      '--clusters',
      '8',
      '--quantize',
      'uint16',
      '--json',
      '$/report.json',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/one\/kernel +30 x 40 +1200 +10\.0 %/);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['group1-shard1of1.bin', 'model.json']);
    const values = await kernel('out/model.json');
    expect(values.filter((value) => value !== 0)).toHaveLength(120);
    expect(new Set(values).size).toBeLessThanOrEqual(8);
    const model = await loadLayersModel(tf.io.fromMemory(await readModel(join(folder, 'out', 'model.json'))));
    expect(model.layers[0]!.weights[0]!.read().dataSync()).toEqual(values);
    model.dispose();
    const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    expect(report.total.bytes.stored).toBe(1600 * 2 + 50 * 4);
  });

  it('writes one file, which it reads again', async () => {
    expect(
      (await run('$/in/model.json', '--out', '$/m.grlc', '--clusters', '16', '--include', 'one/*')).code,
    ).toBe(0);
    const [one, two] = [await kernel('m.grlc'), await kernel('m.grlc', 'two/kernel')];
    expect(new Set(one).size).toBeLessThanOrEqual(16);
    expect(two).toEqual(await kernel('in/model.json', 'two/kernel'));
    expect(
      (await run('$/m.grlc', '--out', '$/four.grlc', '--bits', '4', '--exclude', 'two/kernel')).code,
    ).toBe(0);
    expect(await kernel('four.grlc', 'two/kernel')).toEqual(two);
    expect(await kernel('four.grlc')).not.toEqual(one);
  });

  it('takes the folder of a model, and writes the report as a page with figures', async () => {
    const { code, out } = await run('$/in', '--prune', '0.5', '--html', '$/pages/report.html');
    expect(code).toBe(0);
    expect(out).not.toContain('Written:');
    const page = await readFile(join(folder, 'pages', 'report.html'), 'utf8');
    for (const title of [
      'Bytes of the model',
      'Bytes of each weight',
      'Bits for each',
      'Weights that are zero',
    ])
      expect(page).toContain(title);
    expect(page).toContain('<td data-label="weight">one/kernel</td>');
    expect(page).toContain('6600 bytes of weights as float32');
  });

  it('writes nothing where one of the files cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const wrong of ['$/in', '$/file/below']) {
      const { code, error, out } = await run(
        '$/in',
        '--out',
        '$/out',
        '--json',
        '$/report.json',
        '--html',
        wrong,
      );
      expect(code).toBe(2);
      expect(error).toMatch(/is a folder|cannot be written/);
      expect(out).toBe('');
      const there = (await readdir(folder, { recursive: true })).filter((name) =>
        /part|report|out.*bin|out.*json/.test(name),
      );
      expect(there).toEqual([]);
    }
  });

  it('reports without writing, and helps', async () => {
    const { code, out } = await run('$/in/model.json');
    expect(code).toBe(0);
    expect(out).toContain('6600 bytes of weights as float32, 6600 as TensorFlow.js stores them');
    expect(await readdir(folder)).toEqual(['in']);
    expect((await run()).out).toMatch(/^Usage:/);
  });

  it.each([
    [['$/no/model.json'], /cannot be read/],
    [['$/in/group1-shard1of1.bin'], /no JSON/],
    [['$/in/model.json', '--quantize', 'int8'], /uint8, uint16 or float16, got "int8"/],
    [['$/in/model.json', '--prune', '1'], /--prune must be above 0 and below 1/],
    [['$/in/model.json', '--clusters', '1.5'], /--clusters must be an integer/],
    [['$/in/model.json', '--bits', '8'], /belongs to a \.grlc file/],
    [['$/in/model.json', '--out', '$/a.grlc', '--quantize', 'uint8'], /belongs to a folder/],
    [['$/in/model.json', '--out', ''], /needs a path/],
    [['$/in/model.json', '--what'], /Unknown option '--what'/],
    [['$/in', '--prune', '.5', '--include', 'on/*'], /No weight is called "on\/\*"; they are one\/kernel/],
    [['$/in', '--exclude', 'kernel'], /No weight is called "kernel"/],
    [['a', 'b'], /Name one model/],
  ])('refuses %j', async (argv, message) => {
    const { code, error } = await run(...argv);
    expect(code).toBe(2);
    expect(error).toMatch(message);
    expect(await readdir(folder)).toEqual(['in']);
  });

  it('says which shard is missing or cut off', async () => {
    const shard = join(folder, 'in', 'group1-shard1of1.bin');
    await writeFile(shard, (await readFile(shard)).subarray(4));
    expect((await run('$/in/model.json', '--out', '$/out')).error).toMatch(
      /need 6600 bytes; the model comes with 6596/,
    );
    await rm(shard);
    expect((await run('$/in/model.json')).error).toMatch(/group1-shard1of1\.bin cannot be read/);
    expect(await readdir(folder)).toEqual(['in']);
  });
});
