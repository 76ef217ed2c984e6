import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { UsageError } from './errors.ts';
import { experiment, outcome, run, temporaryLab } from './test-support.ts';

const { path, read, call } = temporaryLab();

describe('bad input: exit code 2, one line, nothing written', () => {
  const broken = (error: Error) =>
    experiment(async () => {
      throw error;
    });

  it.each([
    ['an unknown id', ['T9'], /There is no experiment "T9"; there are T1\./],
    ['an unknown flag', run('--fast'), /Unknown option '--fast'/],
    ['a duplicated flag', run('--seed', '1', '--seed', '2'), /--seed is given twice/],
    ['a seed that is no integer', run('--seed', '-1'), /--seed needs a value/],
    ['a backend that is not installed', ['T1', '--backend', 'tfjs-node-gpu'], /No backend could be started/],
    ['an output folder below a file', run('--out', '/dev/null/x'), /a file stands where a folder is needed/],
    [
      'a missing data folder',
      run('--data', 'none'),
      /^The data folder .*none cannot be read: it does not exist\.\n$/,
    ],
  ])('%s', async (_, argv, message) => {
    const { code, stderr } = await call(argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.match(/\n/g)).toHaveLength(1);
    expect(existsSync(path('results'))).toBe(false);
  });

  it('an output folder that cannot be, before the experiment runs', async () => {
    await writeFile(path('file'), '');
    const never = experiment(() => expect.unreachable());
    const { code, stderr } = await call(run('--out', 'file'), [never]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The folder .*file cannot be written: .*\n$/);
  });

  it.each([
    new UsageError('two\n  lines'),
    Object.assign(new Error('ENOSPC: no space'), { syscall: 'write' }),
  ])('an error of the experiment: %s; earlier results stay', async (error) => {
    await call(run());
    const before = await read('results', 'T1', 'results.json');
    const { code, stderr } = await call(run(), [broken(error)]);
    expect(code).toBe(2);
    expect(stderr).toBe(`${error.message.replace('\n  ', ' ')}\n`);
    expect(await read('results', 'T1', 'results.json')).toBe(before);
  });

  it('shows the stack of a mistake in the program', async () => {
    const { code, stderr } = await call(run(), [broken(new TypeError('x is undefined'))]);
    expect(code).toBe(2);
    expect(stderr).toContain('lab-errors.test.ts');
    expect(existsSync(path('results'))).toBe(false);
  });

  it('refuses figures under other keys than it declares', async () => {
    const wrong = experiment(async () => ({ ...outcome(1), reproduced: { other: 1 } }) as never);
    expect((await call(run(), [wrong])).stderr).toMatch(
      /T1 reproduces \(other\) but declares \(attacked, share\)/,
    );
  });

  it.each([
    [
      'a value that is not finite',
      { reproduced: { share: Number.NaN, attacked: 0 } },
      /reproduces share as NaN/,
    ],
    [
      'a curve that is not finite',
      { curves: { CNN: { loss: [1, Number.POSITIVE_INFINITY] } } },
      /has a curve loss of CNN with Infinity/,
    ],
    [
      'a figure name that is a path',
      { figures: { '../x': outcome(1).figures.curve } },
      /names a figure "..\/x"/,
    ],
    ['a file name that is a path', { files: { '../x.txt': 'x' } }, /names a file "..\/x.txt"/],
    ['a file that every run writes', { files: { 'results.json': '{}' } }, /names a file "results.json"/],
  ])('refuses %s, and writes nothing', async (_, part, message) => {
    const wrong = experiment(async () => ({ ...outcome(1), ...part }) as never);
    const { code, stderr } = await call(run(), [wrong]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync(path('results'))).toBe(false);
  });
});
