// WebGPU in Node as a person gets it: the packed backend with the npm package `webgpu`, on a Vulkan driver made of software.
import { existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from './command.ts';
import { npmInstall, type Project, project, TENSORFLOW } from './project.ts';
import { packAll } from './tarballs.ts';

/** SwiftShader comes with Chromium and with Chrome. */
const DRIVERS = ['/usr/lib/chromium', '/opt/google/chrome'].map((folder) =>
  join(folder, 'vk_swiftshader_icd.json'),
);
const driver = DRIVERS.find((file) => existsSync(file));
// Not what any package of the house depends on: 51 MB that nobody needs who does not ask for them.
const WEBGPU = ['webgpu@0.6.2', '@tensorflow/tfjs-backend-webgpu@4.22.0'];
const MINUTES = 60_000;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gradlab-webgpu-')));
afterAll(() => rm(folder, { recursive: true, force: true }), 2 * MINUTES);

type Environment = Readonly<Record<string, string>>;

const inEnvironment = ({ folder }: Project, environment: Environment, ...args: string[]) =>
  command(folder, 'env', [
    ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    ...args,
  ]);

/** Dawn stays in a process once it is there, so each program has its own. */
async function run(made: Project, environment: Environment, file: string) {
  made.add(file);
  const output = await inEnvironment(made, environment, process.execPath, file);
  process.stdout.write(`${file}\n${output}`);
  return output;
}

describe.skipIf(driver === undefined)(
  'WebGPU in Node (skipped without SwiftShader)',
  { timeout: 3 * MINUTES },
  () => {
    // Chromium's own Vulkan loader, where the system has none.
    const environment = { VK_ICD_FILENAMES: driver ?? '', LD_LIBRARY_PATH: dirname(driver ?? '') };
    let made: Project;

    beforeAll(async () => {
      const tarballs = await packAll(folder, '@gradlab/backend');
      made = project(join(folder, 'webgpu'), 'module');
      await npmInstall(made, tarballs, [...TENSORFLOW, ...WEBGPU]);
    }, 3 * MINUTES);

    test('computes and trains as the cpu backend does', async () => {
      await run(made, environment, 'webgpu.mjs');
    });

    test('is passed over where it is emulated, and leaves nothing behind', async () => {
      expect(await run(made, environment, 'webgpu-passed-over.mjs')).toMatch(
        /only a software adapter answers \(SwiftShader driver [\d.]+\), slower than wasm; prefer: 'webgpu'/,
      );
    });

    test("leaves a program's own WebGPU alone", async () => {
      await run(made, environment, 'webgpu-own.mjs');
    });

    test("is the doctor's to explain", async () => {
      const doctor = ['npx', '--no', '@gradlab/backend', 'doctor', '--json', '--no-benchmark'];
      const { chosen, backends } = JSON.parse(await inEnvironment(made, environment, ...doctor));
      expect(chosen).toBe('wasm');
      expect(backends[2]).toEqual({
        name: 'webgpu',
        chosen: false,
        works: true,
        reason: expect.stringMatching(/^only a software adapter answers/),
        needs: expect.stringContaining('Vulkan'),
        notes: [expect.stringMatching(/^on SwiftShader driver/)],
        speed: null,
      });
    });

    test('is passed over where no driver answers', async () => {
      const none = { ...environment, VK_ICD_FILENAMES: join(folder, 'none.json') };
      expect(await run(made, none, 'webgpu-passed-over.mjs')).toContain('no GPU driver answers');
    });
  },
);
