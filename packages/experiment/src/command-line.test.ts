import { execFileSync } from 'node:child_process';
import { BACKEND_NAMES } from '@gradlab/backend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand, type RunArguments } from './arguments.ts';
import { commandLine } from './command-line.ts';

/** What a POSIX shell makes of words that are plain or in single quotes. */
const shellWords = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s'\\]|\\.|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/\\(.)|'([^']*)'/g, '$1$2'),
  );

const none: RunArguments = {
  id: 'A1',
  mode: 'default',
  seed: 0,
  out: undefined,
  backend: undefined,
  data: undefined,
  resume: false,
  options: {},
};
const own = { weights: { value: 'FILE', help: 'weights', path: true } };
const declared = ['A1', 'A4+'].map((id) => ({ id, options: own }));

describe('commandLine', () => {
  it('says only what was said', () => {
    expect(commandLine(none)).toBe('npm run lab -- A1');
    expect(commandLine({ ...none, mode: 'full', seed: 3, out: 'my results', resume: true })).toBe(
      "npm run lab -- A1 --full --seed 3 --out 'my results' --resume",
    );
  });

  it('parses back to the same run, whatever the paths hold', () => {
    const folder = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '' && !text.includes('\0'));
    const path = fc.option(
      fc.oneof(
        folder,
        folder.map((text) => `-${text}`),
      ),
      { nil: undefined },
    );
    const runs = fc.record({
      id: fc.constantFrom('A1', 'A4+'),
      mode: fc.constantFrom('quick' as const, 'default' as const, 'full' as const),
      seed: fc.nat(2 ** 32 - 1),
      out: path,
      backend: fc.option(fc.constantFrom(...BACKEND_NAMES), { nil: undefined }),
      data: path,
      resume: fc.boolean(),
      options: fc.oneof(
        fc.constant({}),
        path.map((weights): Record<string, string> => (weights === undefined ? {} : { weights })),
      ),
    });
    fc.assert(
      fc.property(runs, (run) => {
        const words = shellWords(commandLine(run));
        expect(words.slice(0, 4)).toEqual(['npm', 'run', 'lab', '--']);
        expect(parseCommand(words.slice(4), declared)).toEqual({ name: 'run', run });
      }),
    );
  });

  it.skipIf(process.platform === 'win32')('is read back by a real shell', () => {
    const out = `a "b" $HOME 'c' \\ ; * é`;
    const line = commandLine({ ...none, out }).replace('npm run lab --', 'printf %s\\\\n');
    expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(`A1\n--out\n${out}\n`);
  });
});
