import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import type { Reply, Request } from '../protocol.ts';
import { fitOverhead } from './fit-overhead.ts';
import { kernelJob } from './kernel-job.ts';
import { memoryOver } from './memory.ts';
import { modelJobs } from './model-job.ts';
import { measurePeak } from './peak.ts';
import { type Repeatable, repeatFor, warmUp } from './repeat.ts';
import { type BackendKind, startBackend } from './start-backend.ts';

const prepareModel = modelJobs();
let current: Repeatable = {
  repetition: () => {
    throw new Error('no job was prepared');
  },
  dispose: () => {},
};

async function answer(
  request: Request,
  kind: BackendKind,
  started: Promise<number>,
): Promise<(Reply & { ok: true })['result']> {
  const startMs = await started;
  switch (request.do) {
    case 'hello':
      return { versions: { node: process.versions.node, tfjs: tf.version_core }, startMs };
    case 'prepare': {
      const { job, warmUpMs } = request;
      current.dispose();
      if (job.kind === 'kernel') {
        current = kernelJob(job.kernel, job.seed);
        return { ms: await warmUp(warmUpMs, current.repetition) };
      }
      const prepared = prepareModel(job);
      current = prepared;
      return { ms: await warmUp(warmUpMs, current.repetition), parameters: prepared.parameters };
    }
    case 'measure':
      return repeatFor(request.minimumMs, current.repetition);
    case 'memory':
      return memoryOver(request.count, current.repetition);
    case 'overhead':
      return fitOverhead(request);
    case 'peak':
      // The stock backends' kernels are not the ones that are held against it.
      return kind === 'ours' ? measurePeak() : {};
  }
}

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

async function main(kind: BackendKind): Promise<void> {
  const before = performance.now();
  const started = startBackend(kind).then(() => performance.now() - before);
  // The request that waits for it reports it.
  started.catch(() => {});
  for await (const line of createInterface(process.stdin)) {
    let reply: Reply;
    try {
      reply = { ok: true, result: await answer(JSON.parse(line) as Request, kind, started) };
    } catch (error) {
      reply = { ok: false, error: firstLine(error) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

void main(process.argv[2] as BackendKind);
