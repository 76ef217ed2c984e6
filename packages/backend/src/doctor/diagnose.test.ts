import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES, type BackendName } from '../candidate.ts';
import type { Reply, Request } from './child.ts';
import { diagnose } from './diagnose.ts';
import { isHealthy } from './diagnosis.ts';

const speed = { imagesPerSecond: 1, matMulGflops: 2 };

/** What the processes say on a machine where these work, and `loadBackend` takes the first that is not in `slow`. */
function machine(working: readonly BackendName[], slow: readonly BackendName[] = []) {
  const asked: Request[] = [];
  const passedOver = (until: BackendName | undefined) =>
    BACKEND_NAMES.slice(0, BACKEND_NAMES.indexOf(until as BackendName)).map((name) => ({
      name,
      reason: slow.includes(name) ? 'only slow' : 'not installed',
    }));
  const ask = async (request: Request): Promise<Reply> => {
    asked.push(request);
    const chosen = working.find((name) => !slow.includes(name));
    const name = request.only ?? chosen;
    if (name === undefined || !working.includes(name)) return { works: false, reason: 'not installed' };
    const loaded = { name, tfjsName: name, version: '4', passedOver: request.only ? [] : passedOver(name) };
    return { works: true, loaded, notes: [`on ${name}`], speed: request.seconds > 0 ? speed : null };
  };
  return { asked, ask };
}

describe('diagnose', () => {
  it('asks what is chosen first, then for each by its name', async () => {
    const { asked, ask } = machine(['wasm', 'cpu']);
    const phases: string[] = [];
    await diagnose(ask, { onProgress: ({ phase, done, total }) => phases.push(`${phase} ${done}/${total}`) });
    expect(asked[0]).toEqual({ only: null, seconds: 0 });
    expect(asked.slice(1)).toEqual(BACKEND_NAMES.map((only) => ({ only, seconds: 1 })));
    expect(phases).toEqual(['choosing 0/5', ...BACKEND_NAMES.map((name, i) => `trying ${name} ${i}/5`)]);
  });

  it('measures nothing when it is not asked to', async () => {
    const { asked, ask } = machine(['wasm', 'cpu']);
    const { backends } = await diagnose(ask, { benchmark: false });
    expect(asked.every(({ seconds }) => seconds === 0)).toBe(true);
    expect(backends.every((state) => state.speed === null)).toBe(true);
  });

  it('tells what is missing, passed over, chosen and waiting', async () => {
    const diagnosis = await diagnose(machine(['webgpu', 'wasm', 'cpu'], ['webgpu']).ask);
    expect(diagnosis).toMatchObject({ format: 1, chosen: 'wasm', problem: null });
    const [gpu, native, webgpu, wasm, cpu] = diagnosis.backends;
    expect(native).toEqual({
      name: 'tfjs-node',
      chosen: false,
      works: false,
      reason: 'not installed',
      needs: expect.stringContaining('native library'),
      notes: [],
      speed: null,
    });
    expect(gpu).toMatchObject({ works: false, reason: 'not installed' });
    const notes = ['on webgpu'];
    expect(webgpu).toMatchObject({ chosen: false, works: true, reason: 'only slow', notes, speed });
    expect(webgpu?.needs).toContain('GPU');
    expect(wasm).toMatchObject({ chosen: true, works: true, reason: null, needs: null, speed });
    expect(cpu).toMatchObject({ works: true, reason: 'only used where wasm does not work', needs: null });
    expect(isHealthy(diagnosis)).toBe(true);
  });

  it('is not healthy where loadBackend fails, even if a backend works', async () => {
    const { ask } = machine(['cpu']);
    const crashing = async (request: Request): Promise<Reply> =>
      request.only === null ? { works: false, reason: 'its process ended with SIGSEGV' } : ask(request);
    const diagnosis = await diagnose(crashing);
    expect(diagnosis).toMatchObject({ chosen: null, problem: 'its process ended with SIGSEGV' });
    expect(diagnosis.backends.at(-1)).toMatchObject({ works: true, reason: 'loadBackend did not get to it' });
    expect(isHealthy(diagnosis)).toBe(false);
  });

  it('is not healthy where the chosen one computes wrongly', async () => {
    const { ask } = machine(['wasm', 'cpu']);
    const reason = 'a matrix product gave 3 in place of 48';
    const wrong = async (request: Request): Promise<Reply> =>
      request.only === 'wasm' ? { works: false, reason } : ask(request);
    const diagnosis = await diagnose(wrong);
    expect(diagnosis.backends[3]).toMatchObject({ chosen: true, works: false, reason });
    expect(isHealthy(diagnosis)).toBe(false);
  });
});
