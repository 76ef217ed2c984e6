import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { fit } from '../fit.ts';
import type { EpochLog } from '../history.ts';
import { mse } from '../losses/regression.ts';
import { sgd } from '../optimizers/sgd.ts';
import { exponential } from '../schedules/step-decay.ts';
import { csvLogger, jsonlLogger } from './csv-logger.ts';
import { encodeEvents } from './event-file.ts';
import { tensorBoard } from './tensor-board.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-loggers-'));
});
afterEach(() => rm(folder, { recursive: true }));

const text = (name: string) => readFile(join(folder, name), 'utf8');
const log = (epoch: number, changes: Partial<EpochLog> = {}): EpochLog => ({
  epoch,
  curve: [],
  loss: 1 / epoch,
  metrics: { accuracy: epoch / 4 },
  learningRateFactor: 1,
  seconds: 2,
  ...changes,
});

describe('csvLogger', () => {
  it('writes a line for each epoch', async () => {
    const logger = csvLogger(join(folder, 'deep', 'log.csv'));
    await logger.begin?.([]);
    expect(await text('deep/log.csv')).toBe('');
    await logger.epoch(log(1, { validation: { loss: 0.5, metrics: { accuracy: 0.125 } } }));
    await logger.epoch(log(2, { validation: { loss: 0.25, metrics: { accuracy: 0.5 } } }));
    expect(await text('deep/log.csv')).toBe(
      'epoch,loss,accuracy,val_loss,val_accuracy,learning_rate_factor,seconds\n' +
        '1,1,0.25,0.5,0.125,1,2\n2,0.5,0.5,0.25,0.5,1,2\n',
    );
  });

  it('drops what a stopped run had logged and not kept', async () => {
    await writeFile(join(folder, 'log.csv'), 'epoch,loss\n1,1\n2,2\n3,3\n');
    const logger = csvLogger(join(folder, 'log.csv'));
    await logger.begin?.([log(1, { metrics: {} })]);
    expect(await text('log.csv')).toBe('epoch,loss,learning_rate_factor,seconds\n1,1,1,2\n');
  });

  it('quotes names', async () => {
    const logger = csvLogger(join(folder, 'log.csv'));
    await logger.epoch(log(1, { metrics: { 'top 5, "hard"': 1 } }));
    expect((await text('log.csv')).split('\n')[0]).toBe(
      'epoch,loss,"top 5, ""hard""",learning_rate_factor,seconds',
    );
  });

  it('names a path that cannot be written, before the first epoch', async () => {
    await writeFile(join(folder, 'file'), '');
    const begin = csvLogger(join(folder, 'file', 'log.csv')).begin?.([]);
    await expect(begin).rejects.toThrow(TrainError);
    await expect(begin).rejects.toThrow(/The log .*log\.csv cannot be written/);
  });
});

it('jsonlLogger writes what fit returns', async () => {
  const logger = jsonlLogger(join(folder, 'log.jsonl'));
  const history = [log(1), log(2)];
  for (const epoch of history) await logger.epoch(epoch);
  const lines = (await text('log.jsonl')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(history);
});

describe('tensorBoard', () => {
  // Written by TensorBoard 2.20's own RecordWriter from the same events.
  const WRITTEN_BY_TENSORBOARD =
    '1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110' +
    '3700000000000000e7e8ca590900002040fc54d94110012a2a0a110a0a65706f63685f6c6f737315' +
    '0000003f0a150a0e65706f63685f6163637572616379150000403f06b559722100000000000000017' +
    'becf60900009042fc54d94110ac022a130a110a0a65706f63685f6c6f7373150000003e6cb3c8e8';

  it('writes the bytes that TensorBoard writes', () => {
    const bytes = encodeEvents([
      { wallTime: 1700000000.5, step: 1, values: { epoch_loss: 0.5, epoch_accuracy: 0.75 } },
      { wallTime: 1700000010.25, step: 300, values: { epoch_loss: 0.125 } },
    ]);
    expect(Buffer.from(bytes).toString('hex')).toBe(WRITTEN_BY_TENSORBOARD);
  });

  it('writes a run for training and one for validation', async () => {
    const logger = tensorBoard(folder, { startedAt: 1000 });
    await logger.epoch(log(1));
    await logger.epoch(log(2, { validation: { loss: 3, metrics: { accuracy: 0.5 } } }));
    const read = (run: string) => readFile(join(folder, run, 'events.out.tfevents.gradlab'));
    expect([...(await read('train'))]).toEqual([
      ...encodeEvents([
        {
          wallTime: 1002,
          step: 1,
          values: { epoch_loss: 1, epoch_accuracy: 0.25, epoch_learning_rate_factor: 1 },
        },
        {
          wallTime: 1004,
          step: 2,
          values: { epoch_loss: 0.5, epoch_accuracy: 0.5, epoch_learning_rate_factor: 1 },
        },
      ]),
    ]);
    expect([...(await read('validation'))]).toEqual([
      ...encodeEvents([{ wallTime: 1004, step: 2, values: { epoch_loss: 3, epoch_accuracy: 0.5 } }]),
    ]);
  });
});

describe('fit', () => {
  it('calls its loggers, and ends them also when it fails', async () => {
    const [xs, ys] = [tf.ones([2, 1]), tf.zeros([2, 1])];
    const model = sequential({
      layers: [layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })],
    });
    const calls: string[] = [];
    const logger = {
      begin: (history: readonly EpochLog[]) => void calls.push(`begin ${history.length}`),
      epoch: ({ epoch, learningRateFactor }: EpochLog) =>
        void calls.push(`epoch ${epoch} ${learningRateFactor}`),
      end: () => void calls.push('end'),
    };
    const options = { loss: mse, epochs: 2, loggers: [logger], schedule: exponential(0.5) };
    await fit(model, tensorDataset(xs, ys), { ...options, optimizer: sgd(0.1) });
    const failing = fit(model, tensorDataset(xs, ys), { ...options, optimizer: sgd(1e38) });
    await expect(failing).rejects.toThrow();
    expect(calls).toEqual(['begin 0', 'epoch 1 1', 'epoch 2 0.5', 'end', 'begin 0', 'epoch 1 1', 'end']);
    tf.dispose([xs, ys]);
    model.dispose();
  });
});
