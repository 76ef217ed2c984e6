import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mlp } from '../mlp.ts';
import { weightsOf } from '../test-support.ts';
import {
  WeightsDigestError,
  WeightsError,
  WeightsFormatError,
  WeightsMismatchError,
  WeightsOptionError,
  WeightsSourceError,
} from './errors.ts';
import { exportWeights } from './export-weights.ts';
import type { LoadPretrainedOptions, WeightsProgress } from './load-options.ts';
import { loadPretrained } from './load-pretrained.ts';

const PATH = '/lab/tiny/resolve/0123abc/model.safetensors';
const make = (seed = 0) => mlp({ units: [3, 4, 2], seed });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function published(options?: Parameters<typeof exportWeights>[1]): Promise<Uint8Array<ArrayBuffer>> {
  const model = make(7);
  const bytes = await exportWeights(model, options);
  model.dispose();
  return bytes;
}

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gradlab-weights-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function serve(answer: RequestListener): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`, asked };
}

const serving =
  (bytes: Uint8Array): RequestListener =>
  (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  };

/** Loads into a new model; the weights are those that were published, and nothing else is left. */
async function expectLoaded(options: LoadPretrainedOptions): Promise<void> {
  const before = tf.memory().numTensors;
  const [model, original] = [make(), make(7)];
  const report = await loadPretrained(model, options);
  expect(report).toMatchObject({ missing: [], unused: [] });
  expect(report.loaded).toHaveLength(4);
  expect(weightsOf(model)).toEqual(weightsOf(original));
  model.dispose();
  original.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

/** Refuses by an error of this class and leaves the model as it was. */
async function expectRefused(
  options: LoadPretrainedOptions,
  Kind: new (...args: never[]) => Error,
  message: RegExp,
): Promise<void> {
  const model = make();
  const before = weightsOf(model);
  const error = await loadPretrained(model, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Kind);
  expect(error).toBeInstanceOf(WeightsError);
  expect((error as Error).message).toMatch(message);
  expect(weightsOf(model)).toEqual(before);
  model.dispose();
}

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map((one) => one.name);

describe('bytes and files', () => {
  it('are read in every format, which the first bytes tell', async () => {
    for (const format of ['safetensors', 'npz'] as const) {
      for (const naming of ['torchvision', 'keras'] as const) {
        const bytes = await published({ format, naming });
        await expectLoaded({ bytes, digest: sha256(bytes) });
      }
    }
  });

  it('are read by path, file: URL and Blob', async () => {
    const file = join(await temporary(), 'model.safetensors');
    const bytes = await published();
    await writeFile(file, bytes);
    await expectLoaded({ file, digest: `sha256:${sha256(bytes).toUpperCase()}` });
    await expectLoaded({ file: pathToFileURL(file) });
    await expectLoaded({ file: pathToFileURL(file).href });
    await expectLoaded({ file: new Blob([bytes]) });
  });

  it('are read as TensorFlow.js saves them: a model.json with shards', async () => {
    const folder = await temporary();
    const model = make(7);
    await model.save(
      tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
        const all = Buffer.from(weightData as ArrayBuffer);
        const weightsManifest = [{ paths: ['a.bin', 'b.bin'], weights: weightSpecs }];
        await writeFile(join(folder, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }));
        await writeFile(join(folder, 'a.bin'), all.subarray(0, 30));
        await writeFile(join(folder, 'b.bin'), all.subarray(30));
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    model.dispose();
    const file = join(folder, 'model.json');
    await expectLoaded({ file });
    const { url } = await serve(async ({ url: path = '' }, response) => {
      response.end(await readFile(join(folder, path.split('/').at(-1) as string)));
    });
    await expectLoaded({ url: new URL('model.json', url), cacheDir: folder });
    await rm(join(folder, 'b.bin'));
    await expectRefused({ file }, WeightsSourceError, /b\.bin cannot be read/);
    await writeFile(join(folder, 'b.bin'), 'short');
    await expectRefused({ file }, WeightsFormatError, /model\.json: its shards/);
    await writeFile(file, '{"weightsManifest": 3}');
    await expectRefused({ file }, WeightsFormatError, /no weightsManifest/);
  });

  it('are refused where they are missing, cut off, of no known format or another file', async () => {
    const bytes = await published();
    await expectRefused({ file: '/nowhere/x.safetensors' }, WeightsSourceError, /nowhere.*ENOENT/);
    await expectRefused({ bytes: bytes.subarray(0, -1) }, WeightsFormatError, /cut off/);
    await expectRefused({ bytes: Uint8Array.of(1, 2, 3) }, WeightsFormatError, /no file of weights/);
    await expectRefused({ bytes, digest: 'a'.repeat(64) }, WeightsDigestError, /expected aaaa/);
    const other = mlp({ units: [3, 5, 2] });
    await expectRefused(
      { bytes: await exportWeights(other) },
      WeightsMismatchError,
      /dense1\.weight has shape \[5, 3\]/,
    );
    other.dispose();
  });

  it.each([
    ['no source', {}, /got 0/],
    ['two sources', { bytes: new Uint8Array(1), url: 'http://a/b' }, /got 2/],
    ['a short digest', { bytes: new Uint8Array(1), digest: 'abc' }, /64 hexadecimal/],
    ['an unknown format', { bytes: new Uint8Array(1), format: 'pth' as 'npz' }, /format must be/],
    ['an unknown naming', { bytes: new Uint8Array(1), naming: 'mxnet' as 'timm' }, /naming must be/],
    ['bytes that are none', { bytes: 'abc' as unknown as Uint8Array }, /Uint8Array/],
    ['an address of another kind', { url: 'ftp://a/b' }, /http or https/],
    ['no address', { url: 'model.safetensors' }, /http or https/],
    [
      'shards without a folder',
      { bytes: new TextEncoder().encode('{"weightsManifest":[{"paths":["a"],"weights":[]}]}') },
      /no files beside/,
    ],
  ])('refuse %s', (_, options, message) => expectRefused(options, WeightsOptionError, message));
});

describe('addresses', () => {
  it('are fetched once and then come from the cache, under their own path', async () => {
    const [cacheDir, bytes] = [await temporary(), await published()];
    const { url, asked } = await serve(serving(bytes));
    const seen: WeightsProgress[] = [];
    await expectLoaded({
      url,
      cacheDir,
      digest: sha256(bytes),
      onProgress: (progress) => seen.push(progress),
    });
    await expectLoaded({ url, cacheDir, digest: sha256(bytes), offline: true });
    expect(asked).toEqual([PATH]);
    expect(seen.at(-1)).toEqual({
      phase: 'download',
      done: bytes.length,
      total: bytes.length,
      unit: 'bytes',
    });
    const host = new URL(url).host.replace(':', '_');
    expect(new Uint8Array(await readFile(join(cacheDir, 'weights', host, PATH)))).toEqual(bytes);
  });

  it('are fetched again where the cache holds another file, and refused offline', async () => {
    const [cacheDir, bytes] = [await temporary(), await published()];
    const { url, asked } = await serve(serving(bytes));
    const path = join(cacheDir, 'weights', new URL(url).host.replace(':', '_'), PATH);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, 'something else');
    const digest = sha256(bytes);
    await expectRefused({ url, cacheDir, digest, offline: true }, WeightsDigestError, /expected/);
    await expectLoaded({ url, cacheDir, digest });
    expect(asked).toHaveLength(1);
  });

  it('leave nothing in the cache where the file is another one, refused, cut off or unreachable', async () => {
    const [cacheDir, bytes] = [await temporary(), await published()];
    const wrong = await serve(serving(bytes));
    await expectRefused({ ...wrong, cacheDir, digest: 'b'.repeat(64) }, WeightsDigestError, /expected bbbb/);
    const refusing = await serve((_, response) => void response.writeHead(404).end('no'));
    await expectRefused({ ...refusing, cacheDir }, WeightsSourceError, /HTTP 404/);
    const broken = await serve((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 10), () => response.destroy());
    });
    await expectRefused({ ...broken, cacheDir }, WeightsSourceError, /cannot be fetched/);
    await expectRefused({ url: 'http://127.0.0.1:9/x', cacheDir }, WeightsSourceError, /cannot be fetched/);
    await expectRefused({ ...wrong, cacheDir, offline: true }, WeightsSourceError, /not in the cache/);
    expect(await filesIn(cacheDir)).toEqual([]);
  });

  /** Knows ranges, and breaks the first so many answers off in the middle of what was asked for. */
  const breaking = (bytes: Uint8Array, breaks: number, tag = '"1"') => {
    const ranges: (string | undefined)[] = [];
    const answer: RequestListener = ({ headers }, response) => {
      const same = headers['if-range'] === undefined || headers['if-range'] === tag;
      const from = same ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
      ranges.push(headers.range);
      const rest = bytes.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, {
        ...{ 'content-length': rest.length, etag: tag },
        ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
      });
      if (ranges.length > breaks) response.end(rest);
      else response.write(rest.subarray(0, rest.length / 2), () => response.destroy());
    };
    return { answer, ranges };
  };

  it('go on where the connection broke', async () => {
    const [cacheDir, bytes] = [await temporary(), await published()];
    const { answer, ranges } = breaking(bytes, 2);
    const { url } = await serve(answer);
    const seen: number[] = [];
    await expectLoaded({ url, cacheDir, onProgress: ({ done }) => seen.push(done) });
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(bytes.length);
  });

  it('go on in the next call from what a broken one left, where a digest tells that both fit', async () => {
    const [cacheDir, bytes] = [await temporary(), await published()];
    const digest = sha256(bytes);
    const { answer, ranges } = breaking(bytes, 1000);
    const broken = await serve(answer);
    await expectRefused({ url: broken.url, cacheDir, digest }, WeightsSourceError, /cannot be fetched/);
    expect(await filesIn(cacheDir)).toEqual(['model.safetensors.part']);
    const asked = ranges.length;
    const part = join(cacheDir, 'weights', new URL(broken.url).host.replace(':', '_'), `${PATH}.part`);
    const { length: held } = await readFile(part);
    // The same server, which now ends what it begins.
    ranges.length = 0;
    const whole = breaking(bytes, 0);
    const { url } = await serve(whole.answer);
    const moved = join(cacheDir, 'weights', new URL(url).host.replace(':', '_'), `${PATH}.part`);
    for (const [left, range] of [
      [bytes.subarray(0, held), `bytes=${held}-`],
      [new Uint8Array(held), `bytes=${held}-`],
      [bytes, undefined],
    ] as const) {
      whole.ranges.length = 0;
      await rm(join(moved, '..'), { recursive: true, force: true });
      await mkdir(join(moved, '..'), { recursive: true });
      await writeFile(moved, left);
      await expectLoaded({ url, cacheDir, digest });
      expect(whole.ranges[0]).toBe(range);
      expect(await filesIn(join(moved, '..'))).toEqual(['model.safetensors']);
    }
    expect(asked).toBeGreaterThan(1);
  });

  it('begin anew where the file changed between two answers', async () => {
    const [cacheDir, bytes] = [await temporary(), await published()];
    const old = breaking(new Uint8Array(bytes.length), 1, '"old"');
    const now = breaking(bytes, 0, '"new"');
    const { url, asked } = await serve((request, response) =>
      (asked.length === 1 ? old : now).answer(request, response),
    );
    await expectLoaded({ url, cacheDir });
    expect(asked).toHaveLength(2);
  });

  it('stop with the reason of the signal', async () => {
    const [cacheDir, bytes] = [await temporary(), await published()];
    const reason = new Error('enough');
    const controller = new AbortController();
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 10));
    });
    const model = make();
    const stopped = loadPretrained(model, {
      url,
      cacheDir,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
    await expect(loadPretrained(model, { bytes, signal: controller.signal })).rejects.toBe(reason);
    expect(await filesIn(cacheDir)).toEqual([]);
    model.dispose();
  });

  it('need a cache that can be written', async () => {
    const cacheDir = join(await temporary(), 'a-file');
    await writeFile(cacheDir, '');
    const { url } = await serve(serving(await published()));
    await expectRefused({ url, cacheDir }, WeightsSourceError, /cannot be (read|written)/);
  });
});
