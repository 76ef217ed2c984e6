import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { run, temporaryLab } from './test-support.ts';

const { path, read, call } = temporaryLab();

/** A lab in a process of its own, whose experiment keeps a checkpoint and then obeys the signal, fails at it, or is deaf. */
async function interrupted(manner: 'obeys' | 'fails' | 'is deaf', press: (child: ChildProcess) => void) {
  const script = path('lab.mjs');
  await writeFile(
    script,
    `import { lab } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
     import { mkdir, writeFile } from 'node:fs/promises';
     import { dirname } from 'node:path';
     const errors = { obeys: new DOMException('Training was stopped.', 'AbortError'), fails: Object.assign(new Error('no space'), { syscall: 'write' }) };
     const run = async ({ checkpointPath, signal, log }) => {
       await mkdir(dirname(checkpointPath('x')), { recursive: true });
       await writeFile(checkpointPath('x'), 'kept');
       log('READY');
       await new Promise((_, reject) => {
         setTimeout(reject, 20_000, new Error('nobody came'));
         signal.addEventListener('abort', () => errors['${manner}'] && setTimeout(reject, 300, errors['${manner}']));
       });
     };
     const experiment = { id: 'T1', title: 't', app: 'a', metrics: {}, target: () => '', settings: {}, run };
     process.exitCode = await lab({ experiments: [experiment], argv: ['T1', '--backend', 'cpu', '--seed', '4'], root: ${JSON.stringify(path())} });
     process.exit();`,
  );
  const child = spawn(process.execPath, [script]);
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    if (String(chunk).includes('READY')) press(child);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

const once = (child: ChildProcess) => child.kill('SIGINT');
const checkpoint = ['results', 'T1', 'checkpoints', 'x-default-seed4.safetensors'];
const hint = 'Resume with: npm run lab -- T1 --seed 4 --backend cpu --resume\n';

it('once: stops, keeps the checkpoint and earlier results, says how to resume', async () => {
  await call(run());
  const before = await read('results', 'T1', 'results.json');
  const { code, stdout, stderr } = await interrupted('obeys', once);
  expect({ code, stderr }).toEqual({ code: 130, stderr: `Training was stopped.\n${hint}` });
  expect(stdout).toContain('Stopping after this step; once more to stop at once.\n');
  expect(await read(...checkpoint)).toBe('kept');
  expect(await read('results', 'T1', 'results.json')).toBe(before);
});

it('delivered twice, by the terminal and by npm: still a clean stop', async () => {
  const twiceAtOnce = (child: ChildProcess) => {
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), 50);
  };
  expect(await interrupted('obeys', twiceAtOnce)).toMatchObject({
    code: 130,
    stderr: `Training was stopped.\n${hint}`,
  });
});

it('SIGTERM stops as cleanly', async () => {
  expect((await interrupted('obeys', (child) => child.kill('SIGTERM'))).code).toBe(130);
  expect(await read(...checkpoint)).toBe('kept');
});

it('pressed again: stops at once', async () => {
  const startedAt = performance.now();
  const again = (child: ChildProcess) => {
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), 800);
  };
  expect((await interrupted('is deaf', again)).code).toBe(130);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  expect(await read(...checkpoint)).toBe('kept');
});

it('does not pass off another failure as a clean stop', async () => {
  await mkdir(path('results'));
  expect(await interrupted('fails', once)).toMatchObject({ code: 2, stderr: 'no space\n' });
});
