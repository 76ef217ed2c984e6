import { afterEach, describe, expect, it } from 'vitest';
import type { Job } from '../protocol.ts';
import { WORKLOADS } from '../workloads.ts';
import { attempt } from './attempt.ts';
import type { Cell } from './cell.ts';
import { type Contender, contender } from './contender.ts';

/** A real process that warms up with `prepareMs` and answers each measurement with the next of `times`. */
function answering(name: string, prepare: string, measure = 'reply({ ms: 0, repetitions: 1 })'): Contender {
  const script = `
    let round = 0;
    const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
    const reply = (result) => say({ ok: true, result });
    const refuse = (error) => say({ ok: false, error });
    require('node:readline').createInterface(process.stdin).on('line', (line) => {
      const request = JSON.parse(line);
      if (request.do === 'hello') reply({ versions: {}, startMs: 1 });
      if (request.do === 'prepare') { ${prepare}; }
      if (request.do === 'measure') { round++; ${measure}; }
    });`;
  return contender({ name, key: 'ours', command: process.execPath, args: ['-e', script] });
}

const JOB: Job = {
  kind: 'model',
  workload: WORKLOADS[0] as (typeof WORKLOADS)[number],
  operation: 'train',
  seed: 0,
};
const OPTIONS = { rounds: 3, minimumMs: 1, warmUpMs: 1, limitSeconds: 20 };
const FINE = 'reply({ ms: 5, parameters: 42 })';

let opened: Contender[] = [];
afterEach(async () => {
  for (const each of opened) await each.close();
  opened = [];
});

async function cellsOf(contenders: Contender[], options = OPTIONS, known?: Map<Contender, Cell>) {
  opened = contenders;
  return Object.fromEntries(
    [...(await attempt(contenders, JOB, options, known))].map(([{ spec }, result]) => [spec.name, result]),
  );
}

describe('attempt', () => {
  it('measures those that can, and says why the others cannot', async () => {
    const cells = await cellsOf([
      answering('fine', FINE, 'reply({ ms: 10 * round, repetitions: 1 })'),
      answering('lacking', 'refuse("no kernel")'),
      answering(
        'breaking',
        FINE,
        'if (round === 2) refuse("out of memory"); else reply({ ms: 1, repetitions: 1 })',
      ),
    ]);
    expect(cells.fine).toEqual({
      cell: { status: 'measured', ms: { median: 20, q1: 15, q3: 25 }, rounds: [10, 20, 30] },
      parameters: 42,
    });
    expect(cells.lacking).toEqual({ cell: { status: 'cannot', reason: 'no kernel' } });
    expect(cells.breaking?.cell).toEqual({ status: 'cannot', reason: 'out of memory' });
  });

  it('keeps the single time of what is too slow for rounds, and stops what is slower', async () => {
    const cells = await cellsOf(
      [answering('slow', 'reply({ ms: 1000 })'), answering('stuck', 'for (;;);'), answering('fast', FINE)],
      { ...OPTIONS, limitSeconds: 2 },
    );
    expect(cells.slow?.cell).toEqual({ status: 'once', ms: 1000 });
    expect(cells.stuck?.cell).toEqual({ status: 'over', seconds: 2 });
    expect(cells.fast?.cell.status).toBe('measured');
  });

  it('does not run what is known', async () => {
    const never = answering('never', 'refuse("was asked")');
    const cells = await cellsOf([never], OPTIONS, new Map([[never, { status: 'over', seconds: 9 }]]));
    expect(cells.never?.cell).toEqual({ status: 'over', seconds: 9 });
  });
});
