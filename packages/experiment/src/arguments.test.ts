import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SEED, parseCommand } from './arguments.ts';
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
        options: {},
      },
    });
  });

  it('reads every flag, before and after the id', () => {
    const argv = '--full A1 --seed 7 --out o --backend cpu --data d --resume'.split(' ');
    expect(parseCommand(argv)).toEqual({
      name: 'run',
      run: {
        id: 'A1',
        mode: 'full',
        seed: 7,
        out: 'o',
        backend: 'cpu',
        data: 'd',
        resume: true,
        options: {},
      },
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
    ['A1 --seed', /^--seed needs a value\. See/],
    ['A1 --seed -1', /^--seed needs a value; one that begins with "-" is written --seed=-\. See/],
    ['A1 --seed --quick', /^--seed needs a value/],
    ['A1 --seed 1 --seed 2', /^--seed is given twice\.$/],
    ['A1 --quick --quick', /^--quick is given twice\.$/],
    ['A1 --out=', /^--out needs a folder, got ""\.$/],
    ['A1 --data=', /^--data needs a folder, got ""\.$/],
    ['A1 -x', /Unknown option '-x'/],
    ['A1 --no-quick', /Unknown option '--no-quick'/],
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

  it('takes every seed of 32 bits and no other number', () => {
    const seedOf = (text: string) => {
      const command = parseCommand(['A1', `--seed=${text}`]);
      return command.name === 'run' ? command.run.seed : undefined;
    };
    fc.assert(fc.property(fc.nat(MAX_SEED), (seed) => seedOf(String(seed)) === seed));
    expect(seedOf('4294967295')).toBe(4294967295);
    const others = fc.oneof(
      fc.bigInt({ min: 2n ** 32n }).map(String),
      fc.integer({ max: -1 }).map(String),
      fc
        .double()
        .map((value) => `${value}`)
        .filter((text) => !/^\d+$/.test(text)),
      fc.string().filter((text) => !/^\d+$/.test(text)),
    );
    fc.assert(
      fc.property(others, (text) => {
        expect(() => seedOf(text)).toThrow(UsageError);
      }),
    );
  });

  it('refuses every flag it does not know', () => {
    const known = ['help', 'json', 'quick', 'full', 'seed', 'out', 'backend', 'data', 'resume'];
    const unknown = fc.stringMatching(/^[a-z][a-z-]{0,11}$/).filter((name) => !known.includes(name));
    fc.assert(
      fc.property(unknown, (name) => {
        expect(() => parseCommand(['A1', `--${name}`])).toThrow(`'--${name}'`);
      }),
    );
  });
});
