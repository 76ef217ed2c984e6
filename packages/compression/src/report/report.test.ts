import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { quantize } from '../quantize/quantize.ts';
import { report, reportArtifacts } from './report.ts';
import { formatReport, reportTable } from './table.ts';

const uniform = initializers.randomUniform({ minval: 0.1, maxval: 1, seed: 3 });

/** 128 weights: half 0, a quarter each of 1 and -1. */
function known() {
  const model = sequential({
    layers: [
      layers.dense({ name: 'known', inputShape: [16], units: 8, useBias: false }),
      layers.dense({ name: 'random', units: 10, kernelInitializer: uniform }),
    ],
  });
  const kernel = tf.tensor2d(
    Array.from({ length: 128 }, (_, i) => [0, 1, 0, -1][(i * 7) % 4]!),
    [16, 8],
  );
  model.layers[0]!.weights[0]!.write(kernel);
  kernel.dispose();
  return model;
}

describe('report', () => {
  it('counts what can be counted by hand', async () => {
    const before = tf.memory().numTensors;
    const model = known();
    const found = await report(model, {
      layers: [
        { name: 'known', macs: 128 },
        { name: 'random', macs: 80 },
      ],
      latencyRuns: 3,
    });
    const [first, second] = found.weights;
    expect(first).toMatchObject({
      path: 'known/kernel',
      shape: [16, 8],
      size: 128,
      nonZeros: 64,
      unique: 3,
      indexBits: 2,
      entropy: 1.5,
    });
    expect(first!.bytes).toMatchObject({ raw: 512, stored: 512 });
    expect(first!.bytes.gzip).toBeLessThan(512);
    expect(first!.bytes.brotli).toBeLessThan(512);
    // Lengths 1, 2, 2 over all places are 24 bytes; three lengths of six bits 3 bytes, three levels 12.
    expect(first!.bytes.coded).toBeLessThanOrEqual(24 + 3 + 12);
    expect(first!.skipped).toBeUndefined();
    expect(second).toMatchObject({
      path: 'random/kernel',
      coding: 'raw',
      unique: 80,
      skipped: '80 different values in 80 places: no list of them pays',
    });
    expect(found.total).toMatchObject({ parameters: 218, nonZeros: 64 + 80, macs: 208 });
    expect(found.total.bytes.raw).toBe(4 * 218);
    expect(found.fileBytes).toBe(found.headerBytes + found.total.bytes.coded);
    expect(found.latencySeconds).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(found)).total.parameters).toBe(218);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('weighs quantized models by what they have in the file', async () => {
    const model = known();
    const { total } = await reportArtifacts(await quantize(model));
    expect(total.bytes.raw).toBe(4 * 218);
    expect(total.bytes.stored).toBe(128 + 80 + 40);
    model.dispose();
  });

  it('is a table, whose columns are under each other', async () => {
    const model = known();
    const found = await report(model);
    const { columns, rows } = reportTable(found);
    expect(rows.map(([name]) => name)).toEqual(['known/kernel', 'random/kernel', 'random/bias', 'all']);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    const lines = formatReport(found).split('\n');
    expect(new Set(lines.map((line) => line.slice(0, 13).trimEnd()))).toEqual(
      new Set(['weight', 'known/kernel', 'random/kernel', 'random/bias', 'all']),
    );
    const column = (name: string) => rows.map((row) => row[columns.indexOf(name)]);
    expect(column('MACs')).toEqual(['128', '80', '', '208']);
    expect(lines.at(-1)).toMatch(/^all/);
    const timed = formatReport({ ...found, latencySeconds: 0.0123456 });
    expect(timed.split('\n').at(-1)).toBe('12.3 ms for one example, measured here');
    const ofFile = await reportArtifacts(await quantize(model));
    expect(ofFile.total.macs).toBeUndefined();
    expect(reportTable(ofFile).columns).toEqual(columns.filter((name) => name !== 'MACs'));
    for (const row of reportTable(ofFile).rows) expect(row).toHaveLength(columns.length - 1);
    model.dispose();
  });

  it('refuses a number of runs that is none, and lengths that are not fixed', async () => {
    const model = known();
    await expect(report(model, { latencyRuns: -1 })).rejects.toThrow(InvalidOptionError);
    model.dispose();
    const any = sequential({ layers: [layers.conv1d({ inputShape: [null, 2], filters: 1, kernelSize: 1 })] });
    await expect(report(any, { latencyRuns: 1 })).rejects.toThrow(/not fixed/);
    any.dispose();
  });
});
