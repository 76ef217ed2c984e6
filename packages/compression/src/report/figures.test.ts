import * as plot from '@gradlab/plot';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { artifactsOf } from '../encode/artifacts.ts';
import { InvalidOptionError } from '../errors.ts';
import { type ReportPlot, reportFigures } from './figures.ts';
import { report, reportArtifacts } from './report.ts';

/** Dense layers of these widths, the first weight of which is 0. */
function stack(widths: readonly number[]) {
  const [inputs, ...units] = widths as readonly [number, ...number[]];
  const network = sequential();
  for (const [i, width] of units.entries()) {
    network.add(
      layers.dense({
        name: `dense${i}`,
        units: width,
        useBias: false,
        ...(i === 0 ? { inputShape: [inputs] } : {}),
      }),
    );
    const kernel = network.layers[i]!.weights[0]!;
    const values = Float32Array.from(
      { length: tf.util.sizeFromShape(kernel.shape as number[]) },
      (_, at) => at,
    );
    const value = tf.tensor(values, kernel.shape as number[]);
    kernel.write(value);
    value.dispose();
  }
  return network;
}

/** What would be drawn. */
type Drawn =
  | Parameters<ReportPlot<unknown>['barChart']>[0]
  | Parameters<ReportPlot<unknown>['sparsityBars']>[0];
const asData: ReportPlot<Drawn> = { barChart: (options) => options, sparsityBars: (options) => options };

describe('reportFigures', () => {
  it('draws what the report says', async () => {
    const before = tf.memory().numTensors;
    const network = stack([4, 3, 2]);
    const found = await report(network);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const { raw, stored, gzip, brotli } = found.total.bytes;
    const [bytes, each, bits, zeros, macs] = reportFigures(found, asData);
    expect(bytes).toMatchObject({
      categories: ['float32', 'as stored', 'stored, gzip', 'stored, brotli', 'one .grlc file'],
      series: [{ values: [raw, stored, gzip, brotli, found.fileBytes] }],
    });
    const names = ['dense0/kernel', 'dense1/kernel'];
    expect(each).toMatchObject({ categories: names, series: [{ values: [48, 24] }, {}, {}] });
    expect(bits).toMatchObject({ categories: names, series: [{ values: [4, 3] }, {}, { values: [32, 32] }] });
    expect(zeros).toMatchObject({
      layers: [
        { name: 'dense0/kernel', total: 12, zeros: 1 },
        { name: 'dense1/kernel', total: 6, zeros: 1 },
      ],
    });
    expect(macs).toMatchObject({ categories: ['dense0', 'dense1'], series: [{ values: [12, 6] }] });
  });

  it('puts the small ones of many together', async () => {
    const network = stack(Array.from({ length: 21 }, (_, i) => 21 - i));
    const found = await report(network);
    network.dispose();
    const [, each, bits, zeros, macs] = reportFigures(found, asData) as unknown as readonly {
      readonly categories: readonly string[];
      readonly series: readonly { readonly values: readonly number[] }[];
      readonly layers: readonly { readonly name: string; readonly total: number; readonly zeros: number }[];
    }[];
    expect(each!.categories).toHaveLength(17);
    expect(each!.categories.at(-1)).toBe('4 others');
    expect(each!.series[0]!.values.reduce((a, b) => a + b)).toBe(found.total.bytes.raw);
    expect(bits!.categories).toHaveLength(16);
    expect(zeros!.layers.at(-1)).toEqual({
      name: '4 others',
      total: 5 * 4 + 4 * 3 + 3 * 2 + 2 * 1,
      zeros: 4,
    });
    expect(macs!.series[0]!.values.reduce((a, b) => a + b)).toBe(found.total.macs);
  });

  it('is drawn by @gradlab/plot, without multiply-adds where they are not known', async () => {
    const network = stack([4, 3, 2]);
    const all = reportFigures(await report(network), plot);
    expect(all).toHaveLength(5);
    for (const figure of all) expect(figure.toSvg()).toContain('<svg');
    const { weightSpecs, weightData } = await artifactsOf(network);
    network.dispose();
    const file = await reportArtifacts({ weightSpecs: weightSpecs!, weightData: weightData! });
    expect(reportFigures(file, plot)).toHaveLength(4);
  });

  it('refuses reports of nothing and modules that draw nothing', async () => {
    const network = stack([2, 2]);
    const found = await report(network);
    network.dispose();
    expect(() => reportFigures({ ...found, weights: [] }, plot)).toThrow(/no weight/);
    for (const wrong of [undefined, {}, { barChart: plot.barChart }])
      expect(() => reportFigures(found, wrong as typeof plot)).toThrow(InvalidOptionError);
  });
});
