// What the test asks of the page; everything it returns can be sent as JSON.
import { fgsm } from '@gradlab/attacks';
import { loadBackend } from '@gradlab/backend';
import { imageDataset, mnist } from '@gradlab/datasets';
import { digitCnn } from '@gradlab/models';
import { type Figure, watch } from '@gradlab/plot';
import { AbortError, checkpointFile, evaluate, fit, sgd } from '@gradlab/train';
import { abs, max, min, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { chart, grid, stripe } from './figures.ts';
import { wasmPaths } from './wasm-paths.ts';

const COUNT = 60;
const data = imageDataset({
  name: 'stripes',
  classes: Array.from({ length: 10 }, (_, k) => `stripe ${k}`),
  shape: [28, 28, 1],
  images: Uint8Array.from({ length: COUNT * 784 }, (_, i) => stripe(Math.floor(i / 784) % 10)[i % 784] ?? 0),
  labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 10),
});
const small = () => digitCnn({ hidden: 32, seed: 1 });
const SETTINGS = { optimizer: sgd(0.05, { momentum: 0.9 }), epochs: 4, batchSize: 20, seed: 1 };

const weights = (model: LayersModel) => model.getWeights().flatMap((weight) => [...weight.dataSync()]);
const value = (scalar: Tensor) => scalar.dataSync()[0] ?? Number.NaN;

/** Colours of a PNG once the browser has decoded it. */
async function coloursOf(png: Uint8Array): Promise<number> {
  const bitmap = await createImageBitmap(new Blob([png as Uint8Array<ArrayBuffer>], { type: 'image/png' }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (context === null) throw new Error('This browser gave no 2d canvas.');
  context.drawImage(bitmap, 0, 0);
  const { data: pixels } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return new Set(new Uint32Array(pixels.buffer)).size;
}

async function drawn(figure: Figure) {
  const svg = figure.toSvg();
  document.querySelector('main')?.insertAdjacentHTML('beforeend', svg);
  const shown = document.querySelector('main > svg:last-child')?.getBoundingClientRect();
  const png = await figure.toPng({ scale: 2 });
  return {
    svg,
    size: [figure.width, figure.height],
    shown: [shown?.width ?? 0, shown?.height ?? 0],
    png: [...png],
    colours: await coloursOf(png),
  };
}

const lab = {
  backend: () => loadBackend({ prefer: 'wasm', strict: true, wasmPaths }),

  async train() {
    const model = small();
    const history = await fit(model, data, SETTINGS);
    const { loss, count } = await evaluate(model, data);
    const [batch] = data.batches({ batchSize: 8 });
    if (!batch) throw new Error('There is no batch.');
    const adversarial = await fgsm({ eps: 0.1 })(model, batch.xs, batch.ys);
    return {
      losses: history.map((log) => log.loss),
      evaluated: { loss, count },
      adversarial: {
        furthest: value(max(abs(sub(adversarial, batch.xs)))),
        low: value(min(adversarial)),
        high: value(max(adversarial)),
      },
    };
  },

  /** A chart that grows while a model trains: what was in the page then, and after it was disposed. */
  async watch() {
    const place = document.createElement('div');
    document.querySelector('main')?.append(place);
    const chart = watch(place, { intervalMs: 0, metrics: ['loss'] });
    const seen: string[] = [];
    await fit(small(), data, {
      ...SETTINGS,
      onProgress: (progress) => {
        chart.update(progress);
        seen.push(place.querySelector('desc')?.textContent ?? '');
      },
    });
    const charts = place.children.length;
    chart.dispose();
    const left = place.innerHTML;
    place.remove();
    return { seen, charts, left, kept: chart.figure()?.description };
  },

  async draw() {
    return { chart: await drawn(chart()), grid: await drawn(grid()) };
  },

  async mnist(baseUrl?: string) {
    const { train, test } = await mnist(baseUrl === undefined ? { offline: true } : { baseUrl });
    const labels = ({ labels: all }: typeof train) => [...all.subarray(0, 10)];
    return { lengths: [train.length, test.length], train: labels(train), test: labels(test) };
  },

  /** Stops after 8 of 12 steps, in the third epoch; the checkpoint stays in the origin private file system. */
  async interrupt(path: string) {
    const stop = new AbortController();
    let steps = 0;
    const stopped = await fit(small(), data, {
      ...SETTINGS,
      checkpoint: checkpointFile(path),
      signal: stop.signal,
      onProgress: () => {
        if (++steps === 8) stop.abort();
      },
    }).catch((error: unknown) => error);
    if (!(stopped instanceof AbortError)) throw new Error(`The run was not stopped: ${stopped}`);
    return steps;
  },

  /** Goes on from there, and trains the same without a break. */
  async resume(path: string) {
    const checkpoint = checkpointFile(path);
    const bytes = (await checkpoint.read())?.length ?? 0;
    const resumed = small();
    let steps = 0;
    const onProgress = () => {
      steps++;
    };
    const history = await fit(resumed, data, { ...SETTINGS, checkpoint, resume: true, onProgress });
    const unbroken = small();
    await fit(unbroken, data, SETTINGS);
    const [a, b] = [weights(resumed), weights(unbroken)];
    const different = a.filter((weight, i) => weight !== b[i]).length;
    await checkpoint.remove();
    const left = await checkpoint.read();
    return { bytes, steps, epochs: history.length, different, left: left?.length ?? 0 };
  },
};

export type Lab = typeof lab;
Object.assign(globalThis, { lab });
