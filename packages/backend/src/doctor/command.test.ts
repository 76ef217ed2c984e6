import { describe, expect, it } from 'vitest';
import type { Reply, Request } from './child.ts';
import { command } from './command.ts';

/** Runs the command line where only the cpu backend works, if at all. */
async function run(argv: readonly string[], { works = true, isTTY = false } = {}) {
  let [out, err] = ['', ''];
  const asked: Request[] = [];
  const ask = async (request: Request): Promise<Reply> => {
    asked.push(request);
    if (!works || (request.only ?? 'cpu') !== 'cpu') return { works: false, reason: 'not here' };
    const loaded = { name: 'cpu', tfjsName: 'cpu', version: '4.22.0', passedOver: [] } as const;
    return { works: true, loaded, notes: [], speed: null };
  };
  const stdout = {
    write: (text: string) => {
      out += text;
    },
  };
  const stderr = {
    write: (text: string) => {
      err += text;
    },
    isTTY,
  };
  const code = await command({ argv, ask, stdout, stderr });
  return { code, out, err, asked };
}

describe('command', () => {
  it('reports, and says by its exit code whether loadBackend works', async () => {
    const { code, out, err } = await run(['doctor']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^loadBackend\(\) computes on cpu\.\n\nbackend {8}works here\n/);
    const broken = await run(['doctor'], { works: false });
    expect(broken.code).toBe(1);
    expect(broken.out).toMatch(/^loadBackend\(\) finds nothing to compute on: not here\n/);
  });

  it('prints one JSON value with --json, healthy or not', async () => {
    for (const works of [true, false]) {
      const { code, out } = await run(['doctor', '--json'], { works });
      expect(code).toBe(works ? 0 : 1);
      expect(JSON.parse(out)).toMatchObject({ format: 1, chosen: works ? 'cpu' : null });
    }
  });

  it('measures unless it is told not to', async () => {
    expect((await run(['doctor'])).asked.some(({ seconds }) => seconds > 0)).toBe(true);
    expect((await run(['doctor', '--no-benchmark'])).asked.some(({ seconds }) => seconds > 0)).toBe(false);
  });

  it('shows its progress on a terminal, and takes it away', async () => {
    const { out, err } = await run(['doctor'], { isTTY: true });
    expect(err).toContain('\r\x1b[Ktrying wasm (3/5)');
    expect(err.endsWith('\r\x1b[K')).toBe(true);
    expect(out).not.toContain('\x1b');
  });

  it('helps', async () => {
    for (const argv of [['--help'], ['doctor', '-h']]) {
      const { code, out, err, asked } = await run(argv);
      expect({ code, err, asked }).toEqual({ code: 0, err: '', asked: [] });
      expect(out).toMatch(/^Usage: npx @gradlab\/backend doctor/);
    }
  });

  it.each([
    [[], 'There is nothing to do: name the command doctor.'],
    [['nurse'], 'There is no command "nurse".'],
    [['doctor', 'who', '2'], 'doctor takes no "who 2".'],
    [['doctor', '--jsn'], "Unknown option '--jsn'."],
    [['doctor', '--json=yes'], "Option '--json' does not take an argument."],
    [['--no-benchmark'], 'There is nothing to do: name the command doctor.'],
  ])('answers %j with how it is used', async (argv, complaint) => {
    const { code, out, err, asked } = await run(argv);
    expect({ code, out, asked }).toEqual({ code: 2, out: '', asked: [] });
    expect(err.split('\n', 1)[0]).toBe(complaint);
    expect(err).toContain('Usage: npx @gradlab/backend doctor');
  });
});
