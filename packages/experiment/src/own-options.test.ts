import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommand } from './arguments.ts';
import type { Experiment, OwnOption, RunContext } from './experiment.ts';
import { experiment, outcome, run, temporaryLab, tiny } from './test-support.ts';

const { path, read, call } = temporaryLab();

const OPTIONS: Record<string, OwnOption> = {
  model: { value: 'NAME', help: 'the network (default: small)', choices: ['small', 'large'] },
  weights: { value: 'FILE', help: 'its weights', path: true },
};
const with_ = (made: Experiment, changes: Partial<Experiment>): Experiment => ({ ...made, ...changes });

/** An experiment with options, and what it was given. */
function asking() {
  const seen: RunContext<unknown>['options'][] = [];
  const made = experiment(async ({ options }) => {
    seen.push(options);
    return outcome(1);
  });
  return { seen, experiments: [with_(made, { options: OPTIONS }), with_(tiny, { id: 'T2' })] };
}

describe("an experiment's own options", () => {
  it('are given to it, and are part of the results and of the command', async () => {
    const { seen, experiments } = asking();
    const { code, stderr } = await call(
      ['--model', 'large', 'T1', '--backend', 'cpu', '--weights=a b'],
      experiments,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(seen).toEqual([{ model: 'large', weights: path('a b') }]);
    const results = JSON.parse(await read('results', 'T1', 'results.json'));
    expect(results.options).toEqual({ model: 'large', weights: 'a b' });
    const report = await read('results', 'T1', 'report.html');
    expect(report).toContain('npm run lab -- T1 --backend cpu --model large --weights &#39;a b&#39;');
    expect(report).toContain('--model</');
  });

  it('are absent where they were not given', async () => {
    const { seen, experiments } = asking();
    expect((await call(run(), experiments)).code).toBe(0);
    expect(seen).toEqual([{}]);
    expect(JSON.parse(await read('results', 'T1', 'results.json'))).not.toHaveProperty('options');
  });

  it('leave addresses and absolute paths as they are', async () => {
    const { seen, experiments } = asking();
    await call(run('--weights', 'https://example.org/a'), experiments);
    await call(run('--weights', path('b')), experiments);
    expect(seen).toEqual([{ weights: 'https://example.org/a' }, { weights: path('b') }]);
  });

  it.each([
    [['T1', '--model', 'medium'], /^--model must be one of small, large, got "medium"\.\n$/],
    [['T1', '--weights='], /^--weights needs a value, got ""\.\n$/],
    [['T1', '--model'], /^--model needs a value/],
    [['T1', '--model', 'small', '--model', 'large'], /^--model is given twice\.\n$/],
    [['T2', '--model', 'small'], /^T2 has no option --model; it has none of its own\.\n$/],
    [['T1', '--colour', 'red'], /Unknown option '--colour'/],
    [['T9', '--model', 'small'], /^There is no experiment "T9"/],
    [['list', '--model', 'small'], /^list takes no --model\.\n$/],
  ])('%j is refused in one line', async (argv, message) => {
    const { code, stderr } = await call(argv, asking().experiments);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trim()).not.toContain('\n');
  });

  it('are in the help, by experiment', async () => {
    const { stdout } = await call(['--help'], asking().experiments);
    expect(stdout).toContain(
      'Options of T1:\n  --model NAME       the network (default: small) (small, large)\n  --weights FILE     its weights\n',
    );
    expect(stdout).not.toContain('Options of T2');
  });

  it('keep checkpoints apart', async () => {
    let at = '';
    const paused = experiment(async ({ checkpointPath }) => {
      at = checkpointPath('x');
      await mkdir(dirname(at), { recursive: true });
      await writeFile(at, '');
      throw new Error('the machine is tired');
    });
    await call(run('--model', 'large'), [with_(paused, { options: OPTIONS })]);
    const large = at;
    expect((await call(run('--model', 'small'), asking().experiments)).code).toBe(0);
    expect(existsSync(large)).toBe(true);
    await call(run('--model', 'large'), [with_(paused, { options: OPTIONS })]);
    expect(at).toBe(large);
  });

  it.each(['seed', 'Model', '-model', 'x y', ''])('cannot be called "%s"', (name) => {
    const declared = [{ id: 'T1', options: { [name]: { value: 'X', help: '' } } }];
    expect(() => parseCommand(['T1'], declared)).toThrow(TypeError);
  });
});
