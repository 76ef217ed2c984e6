import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'tsup';
import { expect, it, onTestFinished } from 'vitest';
import { decodeSafetensors } from './safetensors.ts';

/** Of an epoch: 512 samples, four at a time. */
const STEPS = 128;

const source = (file: string) => JSON.stringify(join(import.meta.dirname, file));

/** Trains, from its checkpoint where there is one, and tells the weights, unless it kills itself after so many steps. */
const PROGRAM = `
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { tensorDataset } from '@gradlab/datasets';
import { checkpointFile } from ${source('checkpoint-store.ts')};
import { fit } from ${source('fit.ts')};
import { adam } from ${source('optimizers/adam.ts')};
import { cosine } from ${source('schedules/cosine.ts')};

async function main() {
  await tf.setBackend('cpu');
  const kernelInitializer = (seed) => initializers.glorotUniform({ seed });
  const model = sequential({ layers: [
    layers.dense({ units: 16, inputShape: [4], activation: 'relu', kernelInitializer: kernelInitializer(1) }),
    layers.dense({ units: 2, kernelInitializer: kernelInitializer(2) }),
  ] });
  const xs = tf.randomNormal([512, 4], 0, 1, 'float32', 3);
  const ys = tf.cast(tf.greater(tf.sum(xs, 1), 0), 'int32');
  let steps = 0;
  await fit(model, tensorDataset(xs, ys), {
    optimizer: adam(0.01), schedule: cosine(), weightAverage: 0.9, epochs: 3, batchSize: 4,
    checkpoint: checkpointFile(process.argv[2]), checkpointSeconds: 0.01, resume: true,
    onProgress: () => ++steps === Number(process.argv[3]) && process.kill(process.pid, 'SIGKILL'),
  });
  process.send(model.getWeights().map((weight) => Array.from(weight.dataSync())));
}
main().then(() => process.disconnect());
`;

/** The weights that the process comes to; undefined where it is killed. */
async function trained(program: string, checkpoint: string, killAfter?: number) {
  const child = fork(program, [checkpoint, `${killAfter ?? ''}`], { silent: true });
  let weights: unknown;
  child.on('message', (message) => {
    weights = message;
  });
  const [code, signal] = await once(child, 'exit');
  expect([code, signal]).toEqual(killAfter === undefined ? [0, null] : [null, 'SIGKILL']);
  return weights;
}

// Nothing in it depends on the backend.
it.skipIf(process.env.GRADLAB_TEST_BACKEND !== 'cpu')(
  'a training that is killed twice in the middle of an epoch ends in the same bits (once, on cpu)',
  async () => {
    // From here the program finds the packages that this one finds.
    const folder = await mkdtemp(join(import.meta.dirname, '../node_modules/.killed-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'train.js'), PROGRAM);
    await build({
      platform: 'node',
      shims: true,
      format: ['cjs'],
      skipNodeModulesBundle: true,
      noExternal: [/^#/],
      entry: { built: join(folder, 'train.js') },
      outDir: folder,
      config: false,
      silent: true,
      outExtension: () => ({ js: '.cjs' }),
    });
    const [program, checkpoint] = [join(folder, 'built.cjs'), join(folder, 'killed')];
    const expected = await trained(program, join(folder, 'unbroken'));
    expect(expected).toHaveLength(4);

    let done = 0;
    for (const killAfter of [100, 90]) {
      expect(await trained(program, checkpoint, killAfter)).toBeUndefined();
      const { metadata } = decodeSafetensors(new Uint8Array(await readFile(checkpoint)));
      const { epoch, step } = JSON.parse(metadata.state as string);
      expect(step).toBeGreaterThan(0);
      expect(epoch * STEPS + step).toBeGreaterThan(done);
      done = epoch * STEPS + step;
    }
    expect(await trained(program, checkpoint)).toEqual(expected);
  },
);
