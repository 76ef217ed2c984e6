import { BACKEND_NAMES } from '@gradlab/backend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine, parseCommand } from './arguments.ts';
import { UsageError } from './errors.ts';

describe('parseCommand', () => {
  it('fills in what is not said', () => {
    expect(parseCommand(['A1'])).toEqual({
      name: 'run',
      run: {
        id: 'A1',
        mode: 'default',
        seed: 0,
        out: undefined,
        backend: undefined,
        data: undefined,
        resume: false,
      },
    });
  });

  it('reads every flag, before and after the id', () => {
    const argv = '--full A1 --seed 7 --out o --backend cpu --data d --resume'.split(' ');
    expect(parseCommand(argv)).toEqual({
      name: 'run',
      run: { id: 'A1', mode: 'full', seed: 7, out: 'o', backend: 'cpu', data: 'd', resume: true },
    });
  });

  it('lists and helps', () => {
    expect(parseCommand(['list'])).toEqual({ name: 'list', json: false });
    expect(parseCommand(['list', '--json'])).toEqual({ name: 'list', json: true });
    expect(parseCommand([])).toEqual({ name: 'help' });
    expect(parseCommand(['A1', '-h'])).toEqual({ name: 'help' });
  });

  it.each([
    ['A1 --quik', /Unknown option '--quik'/],
    ['A1 --quick --full', /not both/],
    ['A1 A3', /"A3" is too much/],
    ['--quick', /Name an experiment/],
    ['list --quick', /list takes no --quick/],
    ['A1 --json', /--json belongs to list/],
    ['A1 --seed', /--seed/],
    ['A1 --seed=', /got ""/],
    ['A1 --seed=-1', /got "-1"/],
    ['A1 --seed 1.5', /got "1.5"/],
    ['A1 --seed 1e3', /got "1e3"/],
    ['A1 --seed 4294967296', /from 0 to 4294967295/],
    ['A1 --backend cuda', /one of .*wasm, cpu, got "cuda"/],
    ['A1 --quick=yes', /--quick/],
  ])('refuses "%s" in one line', (line, message) => {
    const parse = () => parseCommand(line.split(' '));
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(/\n/);
  });
});

/** What a POSIX shell makes of words that are plain or in single quotes. */
const shellWords = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s'\\]|\\.|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/\\(.)|'([^']*)'/g, '$1$2'),
  );

describe('commandLine', () => {
  const path = fc.option(
    fc.string({ minLength: 1 }).filter((text) => !text.startsWith('-') && !text.includes('\0')),
    { nil: undefined },
  );
  it('repeats the run, whatever the paths hold', () => {
    fc.assert(
      fc.property(
        fc.record({
          id: fc.constantFrom('A1', 'A4+'),
          mode: fc.constantFrom('quick' as const, 'default' as const, 'full' as const),
          seed: fc.nat(2 ** 32 - 1),
          out: path,
          backend: fc.option(fc.constantFrom(...BACKEND_NAMES), { nil: undefined }),
          data: path,
          resume: fc.constant(false),
        }),
        (run) => {
          const words = shellWords(commandLine(run));
          expect(words.slice(0, 4)).toEqual(['npm', 'run', 'lab', '--']);
          expect(parseCommand(words.slice(4))).toEqual({ name: 'run', run });
        },
      ),
    );
  });
});
