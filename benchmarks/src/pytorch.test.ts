import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { buildModel, parametersOf } from './child/model-job.ts';
import { findPython } from './measure/find-contenders.ts';
import { WORKLOADS } from './workloads.ts';

const python = await findPython();
const file = join(import.meta.dirname, '..', 'pytorch', 'contender.py');

describe.skipIf(python === undefined)('the networks in PyTorch (needs a Python with torch)', () => {
  it('have as many trainable parameters as ours', async () => {
    await tf.setBackend('cpu');
    const theirs = JSON.parse(
      execFileSync(python as string, [file, '--parameters'], { encoding: 'utf8' }),
    ) as Record<string, number>;
    const ours = WORKLOADS.map((workload) => {
      const model = buildModel(workload, 0);
      const count = parametersOf(model);
      model.dispose();
      return [workload.id, count];
    });
    expect(theirs).toEqual(Object.fromEntries(ours));
  });
});
