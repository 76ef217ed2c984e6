import { softTargets } from '@gradlab/compression';
import { lineChart } from '@gradlab/plot';
import { tensor2d } from '@tensorflow/tfjs-core';
import type { Studied } from './distillation-study.ts';

const EXAMPLE = [100, 10, 1];

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The document's softmax of (100, 10, 1) with temperature. */
export function probabilities(temperature: number): number[] {
  const logits = tensor2d([EXAMPLE]);
  const soft = softTargets(logits, temperature);
  const found = Array.from(soft.dataSync());
  logits.dispose();
  soft.dispose();
  return found;
}

/** Mean over the seeds of the accuracy after each epoch, on a part of the test images. */
export function learning(name: string, runs: readonly Studied[], dashed = false) {
  const histories = runs.map(({ history }) => history);
  const epochs = histories[0]?.map(({ epoch }) => epoch) ?? [];
  const y = epochs.map((_, i) =>
    mean(histories.map((history) => history[i]?.validation?.metrics.accuracy ?? Number.NaN)),
  );
  return { name, x: epochs, y, dashed };
}

export function temperatureChart() {
  const x = Array.from({ length: 41 }, (_, i) => 10 ** (i / 10));
  const all = x.map(probabilities);
  return lineChart({
    title: 'softmax(x / T) of x = (100, 10, 1)',
    x: { label: 'temperature T', scale: 'log' },
    y: { label: 'probability', format: '.1f', domain: [0, 1] },
    series: EXAMPLE.map((logit, i) => ({
      name: `x = ${logit}`,
      x,
      y: all.map((row) => row[i] as number),
      markers: false,
    })),
  });
}
