import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { experiment, outcome, run, temporaryLab } from './test-support.ts';

const { path, call } = temporaryLab();

/** Writes a checkpoint, then finishes or fails. */
const checkpointing = (error?: Error) =>
  experiment(async ({ checkpointPath }) => {
    await mkdir(dirname(checkpointPath('x')), { recursive: true });
    await writeFile(checkpointPath('x'), '');
    // Long enough to be told from nothing, in tenths of a second.
    await setTimeout(100);
    if (error) throw error;
    return outcome(1);
  });
const kept = () => readdir(path('results', 'T1', 'checkpoints'));

it('are removed once the run is finished', async () => {
  expect((await call(run(), [checkpointing()])).code).toBe(0);
  expect(existsSync(path('results', 'T1', 'checkpoints'))).toBe(false);
});

it('of a paused run survive a finished one of another mode or seed', async () => {
  const failing = checkpointing(new Error('the machine is tired'));
  await call(run('--full'), [failing]);
  await call(run('--seed', '5'), [failing]);
  expect((await call(run('--quick'), [checkpointing()])).code).toBe(0);
  expect((await kept()).sort()).toEqual([
    ...['seconds-default-seed5.txt', 'seconds-full-seed0.txt'],
    ...['x-default-seed5.safetensors', 'x-full-seed0.safetensors'],
  ]);
  expect((await call(run('--full'), [checkpointing()])).code).toBe(0);
  expect((await kept()).sort()).toEqual(['seconds-default-seed5.txt', 'x-default-seed5.safetensors']);
});

it('are announced when a run goes on from them, or cannot', async () => {
  const { stdout } = await call(run('--resume'), [checkpointing(new Error('no'))]);
  expect(stdout).toContain('Nothing to resume (x-default-seed0.safetensors): starting anew.\n');
  const second = await call(run('--resume'), [checkpointing()]);
  expect(second.stdout).toContain('Going on from x-default-seed0.safetensors.\n');
});

it('keep the time of a run over its stops, and of a run that starts anew only its own', async () => {
  const clock = path('results', 'T1', 'checkpoints', 'seconds-default-seed0.txt');
  await call(run(), [checkpointing(new Error('no'))]);
  const first = Number(await readFile(clock, 'utf8'));
  expect(first).toBeGreaterThan(0);
  await writeFile(clock, '1000');
  await call(run('--resume'), [checkpointing(new Error('no'))]);
  expect(Number(await readFile(clock, 'utf8'))).toBeGreaterThan(1000);
  await call(run('--resume'), [checkpointing()]);
  const secondsOf = async () =>
    JSON.parse(await readFile(path('results', 'T1', 'results.json'), 'utf8')).seconds;
  expect(await secondsOf()).toBeGreaterThan(1000);
  await call(run(), [checkpointing(new Error('no'))]);
  await writeFile(clock, '1000');
  await call(run(), [checkpointing()]);
  expect(await secondsOf()).toBeLessThan(1000);
});
