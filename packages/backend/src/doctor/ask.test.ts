import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import type { Reply } from './child.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-ask-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const crash = "process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 1000);";
const loaded = { name: 'cpu', tfjsName: 'cpu', version: '4.22.0', passedOver: [] } as const;
const works: Reply = { works: true, loaded, notes: ['a note'], speed: null };
const measured: Reply = { ...works, speed: { imagesPerSecond: 1, matMulGflops: 2 } };
const fails: Reply = { works: false, reason: 'said' };

/** A program that says this and goes on with that. */
const saying = (reply: Reply, next: string) => `process.send(${JSON.stringify(reply)}, () => { ${next} });`;

/** What is answered by a process with this program. */
async function answer(program: string, { seconds = 2, timeoutMs = 20_000 } = {}) {
  const file = join(folder, 'child.mjs');
  await writeFile(file, program);
  return ask({ only: 'cpu', seconds }, { child: pathToFileURL(file), timeoutMs });
}

describe.skipIf(process.platform === 'win32')('ask', () => {
  it('gives the child its request, and no place to print', async () => {
    const echo = `console.log('noise'); process.send({ works: false, reason: process.argv[2] }, () => process.exit());`;
    expect(await answer(echo)).toEqual({ works: false, reason: '{"only":"cpu","seconds":2}' });
  });

  it('takes the last of two replies', async () => {
    expect(await answer(saying(works, saying(measured, 'process.exit();')))).toEqual(measured);
  });

  it('keeps a whole reply, however the child ends', async () => {
    expect(await answer(saying(measured, crash))).toEqual(measured);
    expect(await answer(saying(fails, crash))).toEqual(fails);
    expect(await answer(saying(works, crash), { seconds: 0 })).toEqual(works);
  });

  it('says how a child ended that did not reply', async () => {
    expect(await answer(crash)).toEqual({ works: false, reason: 'its process ended with SIGSEGV' });
    const reason = 'its process ended with exit code 7';
    expect(await answer('process.exit(7);')).toEqual({ works: false, reason });
  });

  it('believes that a backend works whose measuring fails', async () => {
    const notes = ['a note', 'not measured: its process ended with SIGSEGV'];
    expect(await answer(saying(works, crash))).toEqual({ ...works, notes });
  });

  it('ends a child that hangs, before its first word or after', async () => {
    const hang = 'setInterval(() => {}, 1000);';
    expect(await answer(hang, { timeoutMs: 1000 })).toEqual({ works: false, reason: 'no answer within 1 s' });
    // Long enough for Node to start on a loaded machine.
    const late = await answer(saying(works, hang), { timeoutMs: 6000 });
    expect(late).toEqual({ ...works, notes: ['a note', 'not measured: no answer within 6 s'] });
  });
});
