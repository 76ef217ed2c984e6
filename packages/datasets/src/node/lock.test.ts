import { mkdirSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CacheError } from '../errors.ts';
import { withLock } from './lock.ts';
import { put, temporary } from './testing.ts';

test('two calls take turns, and the lock is gone afterwards', async () => {
  const folder = await temporary();
  const events: string[] = [];
  let waits = 0;
  const work = (name: string) =>
    withLock(folder, { onWait: () => waits++ }, async () => {
      events.push(`${name} in`);
      await sleep(50);
      events.push(`${name} out`);
    });
  await Promise.all([work('a'), work('b')]);
  expect(events).toEqual(['a in', 'a out', 'b in', 'b out']);
  expect(waits).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('failing work releases the lock', async () => {
  const folder = await temporary();
  await expect(withLock(folder, {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a killed process is taken over once it is old', async () => {
  const folder = await temporary();
  mkdirSync(join(folder, '.lock'));
  const past = Date.now() / 1000 - 60;
  utimesSync(join(folder, '.lock'), past, past);
  expect(await withLock(folder, {}, async () => 'mine')).toBe('mine');
});

test('waiting ends with an abort', async () => {
  const folder = await temporary();
  mkdirSync(join(folder, '.lock'));
  const controller = new AbortController();
  const waiting = withLock(
    folder,
    { signal: controller.signal, onWait: () => controller.abort(new Error('stop')) },
    async () => 1,
  );
  await expect(waiting).rejects.toThrow('stop');
});

test('work whose lock is taken away is told so', async () => {
  const folder = await temporary();
  const work = withLock(folder, {}, async (signal) => {
    rmSync(join(folder, '.lock'), { recursive: true });
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();
  });
  await expect(work).rejects.toThrow(/lost its lock/);
});

test('a folder that cannot hold a lock: CacheError', async () => {
  const folder = await put(await temporary(), { file: 'x' });
  await expect(withLock(join(folder, 'file'), {}, async () => 1)).rejects.toThrow(CacheError);
});
