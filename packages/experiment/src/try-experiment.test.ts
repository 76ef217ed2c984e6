import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { UsageError } from './errors.ts';
import { experiment, outcome, temporaryLab, tiny } from './test-support.ts';
import { finished, tryExperiment } from './try-experiment.ts';

const { path } = temporaryLab();

it('runs the quick settings, and leaves nothing behind', async () => {
  const tried = await tryExperiment(tiny, { backend: 'cpu' });
  // The quick value does not pass its target of more than a half.
  expect(tried).toMatchObject({ code: 1, stderr: '', files: ['curve.png', 'report.html', 'results.json'] });
  expect(tried.results).toMatchObject({ id: 'T1', mode: 'quick', backend: 'cpu', passed: false });
  expect(tried.results?.reproduced.share).toBe(0.5);
  expect(tried.stdout).toContain('A tiny experiment');
  expect(tried.report).toContain('A tiny experiment');
});

it('replaces settings, passes arguments, and stands in a folder', async () => {
  let where = '';
  const telling = experiment(async ({ settings, seed, checkpointPath }) => {
    where = checkpointPath('x');
    return outcome(settings.value + seed);
  });
  const { code, results } = await tryExperiment(telling, {
    ...{ backend: 'cpu', folder: path(), settings: { value: 0.25 }, argv: ['--seed', '3'] },
  });
  expect(code).toBe(0);
  expect(results).toMatchObject({ seed: 3, reproduced: { share: 3.25 } });
  expect(where.startsWith(path())).toBe(true);
  expect(existsSync(path('out', 'results.json'))).toBe(true);
});

it('tells what a user would read where the run fails', async () => {
  const failing = experiment(async () => {
    throw new UsageError('There is no such thing.');
  });
  expect(await tryExperiment(failing, { backend: 'cpu' })).toMatchObject({
    ...{ code: 2, stderr: 'There is no such thing.\n', results: undefined, report: '', files: [] },
  });
});

it('finished returns what has results, and throws what stderr said', async () => {
  const quick = finished(await tryExperiment(tiny, { backend: 'cpu' }));
  expect(quick.results.reproduced.attacked).toBe(0.25);
  const failing = experiment(async () => {
    throw new UsageError('There is no such thing.');
  });
  const run = await tryExperiment(failing, { backend: 'cpu' });
  expect(() => finished(run)).toThrow('exit code 2 and said on stderr: There is no such thing.');
  expect(() => finished({ ...quick, stderr: 'warning' })).toThrow('stderr: warning');
  expect(() => finished({ ...quick, code: 0 })).toThrow('exit code 0');
});

it('keeps the courses of trainings in the results', async () => {
  const curves = { CNN: { loss: [2.5, 1.25], val_accuracy: [0.5, 0.75] } };
  const trained = experiment(async () => ({ ...outcome(1), curves }));
  expect(finished(await tryExperiment(trained, { backend: 'cpu' })).results.curves).toEqual(curves);
  expect(finished(await tryExperiment(tiny, { backend: 'cpu' })).results).not.toHaveProperty('curves');
});
