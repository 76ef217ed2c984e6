import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { lab } from './lab.ts';
import { memoryStream, run, temporaryLab, tiny } from './test-support.ts';

const { path, read } = temporaryLab();

async function withStdout(code: string) {
  const failing = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code, syscall: 'write' })),
  });
  const stderr = memoryStream();
  const options = { experiments: [tiny], root: path(), stdout: failing, stderr: stderr.stream };
  return { code: await lab({ ...options, argv: run() }), stderr: stderr.text() };
}

it('may lose its reader', async () => {
  expect(await withStdout('EPIPE')).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(await read('results', 'T1', 'results.json'))).toMatchObject({ passed: true });
});

it('on a full disk is an error, after the run has written its results', async () => {
  expect(await withStdout('ENOSPC')).toEqual({
    code: 2,
    stderr: 'The output cannot be written: the disk is full.\n',
  });
  expect(JSON.parse(await read('results', 'T1', 'results.json'))).toMatchObject({ passed: true });
});
