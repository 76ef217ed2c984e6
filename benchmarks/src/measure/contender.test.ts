import { afterEach, describe, expect, it } from 'vitest';
import { CannotError, OverLimitError } from '../errors.ts';
import { type Contender, contender } from './contender.ts';

/** A real process that runs `body` with `request` and `reply` in scope, once per line. */
function program(body: string): Contender {
  const script = `
    let count = 0;
    const reply = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
    require('node:readline').createInterface(process.stdin).on('line', (line) => {
      const request = JSON.parse(line);
      count++;
      ${body}
    });`;
  return contender({ name: 'it', key: 'ours', command: process.execPath, args: ['-e', script] });
}

const opened: Contender[] = [];
const open = (body: string) => {
  const made = program(body);
  opened.push(made);
  return made;
};
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

const MEASURE = { do: 'measure', minimumMs: 5 } as const;

describe('a contender', () => {
  it('answers request after request in one process, whatever else it prints', async () => {
    const it = open(
      `console.log('noise'); reply({ ok: true, result: { ms: count, repetitions: request.minimumMs } });`,
    );
    expect(await it.ask(MEASURE, 20)).toEqual({ ms: 1, repetitions: 5 });
    expect(await it.ask(MEASURE, 20)).toEqual({ ms: 2, repetitions: 5 });
  });

  it('says what it cannot do, and starts afresh', async () => {
    const it = open(`
      if (request.do === 'peak') reply({ ok: false, error: 'no such kernel' });
      else reply({ ok: true, result: { ms: count, repetitions: 1 } });`);
    await it.ask(MEASURE, 20);
    const refused = it.ask({ do: 'peak' }, 20);
    await expect(refused).rejects.toThrow(CannotError);
    await expect(refused).rejects.toThrow(/^no such kernel$/);
    expect((await it.ask(MEASURE, 20)).ms).toBe(1);
  });

  it('is stopped when it takes too long, and can be asked again', async () => {
    const it = open(`
      if (request.do === 'peak') for (;;);
      else reply({ ok: true, result: { ms: process.pid, repetitions: 1 } });`);
    const first = (await it.ask(MEASURE, 20)).ms;
    await expect(it.ask({ do: 'peak' }, 0.3)).rejects.toThrow(OverLimitError);
    expect(() => process.kill(first, 0)).toThrow(/ESRCH/);
    expect((await it.ask(MEASURE, 20)).ms).not.toBe(first);
  });

  it('tells the last line of a process that dies', async () => {
    const it = open(`console.error('first'); console.error('out of memory'); process.exit(3);`);
    const died = it.ask(MEASURE, 20);
    await expect(died).rejects.toThrow(CannotError);
    await expect(died).rejects.toThrow(/it ended \(exit code 3\): out of memory/);
  });

  it('tells when it cannot be started', async () => {
    const it = contender({ name: 'snake', key: 'pytorch', command: '/no/such/python', args: [] });
    await expect(it.ask({ do: 'hello' }, 20)).rejects.toThrow(/snake ended .*ENOENT/);
  });

  it('ends when closed, before and after being asked', async () => {
    const it = open(`reply({ ok: true, result: { ms: process.pid, repetitions: 1 } });`);
    await it.close();
    const { ms: pid } = await it.ask(MEASURE, 20);
    await it.close();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
