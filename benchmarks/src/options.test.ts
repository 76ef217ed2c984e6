import { describe, expect, it } from 'vitest';
import { BenchUsageError } from './errors.ts';
import { parseOptions, USAGE } from './options.ts';

describe('parseOptions', () => {
  it('measures everything without arguments', () => {
    const options = parseOptions([]);
    expect(options?.workloads.map(({ id, batch }) => [id, batch])).toEqual([
      ['digitCnn', 128],
      ['cifarCnn', 256],
      ['resnet20', 128],
      ['mobilenetCifar', 128],
      ['wordGru', 128],
      ['rowRnn', 128],
      ['mlp', 128],
    ]);
    expect(options).toMatchObject({
      operations: ['forward', 'inputGradient', 'train', 'pgd'],
      skip: [],
      rounds: 11,
      steps: 2000,
      parts: ['table', 'memory'],
      isComplete: true,
    });
  });

  it('takes choices, in the order of the table', () => {
    const options = parseOptions(
      '--only mlp,digitCnn --what train,forward --skip cpu,pytorch --rounds 3 --node /a --node /b --batch 4'.split(
        ' ',
      ),
    );
    expect(options?.workloads.map(({ id, batch }) => `${id} ${batch}`)).toEqual(['digitCnn 4', 'mlp 4']);
    expect(options).toMatchObject({
      operations: ['forward', 'train'],
      skip: ['cpu', 'pytorch'],
      rounds: 3,
      nodes: ['/a', '/b'],
      isComplete: false,
    });
  });

  it('takes parts; a part or another Node does not make a run incomplete', () => {
    expect(parseOptions(['--kernels'])).toMatchObject({ parts: ['kernels'], isComplete: true });
    expect(parseOptions(['--memory', '--table'])).toMatchObject({ parts: ['table', 'memory'] });
    expect(parseOptions(['--fit'])).toMatchObject({ parts: ['fit'], isComplete: true });
    expect(parseOptions(['--figures'])).toMatchObject({ parts: ['figures'], isComplete: true });
    expect(parseOptions(['--node', '/a', '--seed', '3'])).toMatchObject({ seed: 3, isComplete: true });
    expect(parseOptions(['--ms', '10'])).toMatchObject({ minimumMs: 10, isComplete: false });
  });

  it('asks for help', () => {
    expect(parseOptions(['--help'])).toBeUndefined();
    for (const flag of [
      '--only',
      '--what',
      '--skip',
      '--node',
      '--rounds',
      '--limit',
      '--steps',
      '--fit',
      '--figures',
      '--out',
    ]) {
      expect(USAGE).toContain(flag);
    }
  });

  it.each([
    ['--only alexNet', /--only: there is no "alexNet"; choose from digitCnn, /],
    ['--what train,test', /--what: there is no "test"; choose from forward, inputGradient, train, pgd/],
    ['--skip tpu', /--skip: there is no "tpu"/],
    ['--rounds 0', /--rounds must be an integer of at least 1, got "0"/],
    ['--rounds 2.5', /--rounds must be an integer/],
    ['--batch x', /--batch must be an integer/],
    ['--unknown', /unknown/],
    ['digitCnn', /Unexpected argument/],
  ])('refuses %s', (line, message) => {
    expect(() => parseOptions(line.split(' '))).toThrow(BenchUsageError);
    expect(() => parseOptions(line.split(' '))).toThrow(message);
  });
});
