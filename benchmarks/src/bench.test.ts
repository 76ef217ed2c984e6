import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bench, readResults } from './bench.ts';
import { WORKLOADS } from './workloads.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'gradlab-bench-'));
const file = join(folder, 'bench.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let said = '';
let told = '';
beforeAll(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += text;
    return true;
  });
  return () => vi.restoreAllMocks();
});

const run = (line: string) => {
  said = '';
  told = '';
  return bench({ argv: line.split(' '), root, cwd: folder });
};

// The built children run, as in `npm run bench`; PyTorch has a test of its own.
describe('bench', () => {
  it('measures every operation of a network, and writes what it shows', { timeout: 120_000 }, async () => {
    const code = await run(
      '--table --only wordGru --skip pytorch,cpu --rounds 2 --batch 3 --ms 1 --out bench.json',
    );
    expect([code, told]).toEqual([0, expect.stringMatching(/Written to bench.json/)]);
    const { table } = readResults(file);
    expect(table?.contenders).toEqual(['ours', 'stock wasm']);
    expect(table?.rows.map(({ operation }) => operation)).toEqual([
      'forward',
      'inputGradient',
      'train',
      'pgd',
    ]);
    for (const row of table?.rows ?? []) {
      expect(row).toMatchObject({ id: 'wordGru', batch: 3, parameters: 68_613 });
      expect(row.cells.ours).toMatchObject({ status: 'measured' });
      expect(row.cells.ours).toHaveProperty('rounds.length', 2);
    }
    expect(table?.stamp.versions.ours).toEqual({ node: process.versions.node, tfjs: '4.22.0' });
    expect(said).toContain('word GRU (3)');
  });

  it('adds the memory part to the same file', { timeout: 120_000 }, async () => {
    expect(await run('--memory --skip pytorch,cpu,wasm --steps 2 --batch 1 --ms 1 --out bench.json')).toBe(0);
    const { table, memory } = JSON.parse(readFileSync(file, 'utf8'));
    expect(table.rows).toHaveLength(4);
    expect(memory.peak[0]).toMatchObject({ contender: 'ours', network: 'resnet20', steps: 2 });
    const [{ memory: growth }] = memory.growth;
    expect(growth.after.tensors).toBe(growth.before.tensors);
    expect(growth.after.wasmBytes).toBe(growth.before.wasmBytes);
    expect(growth.peakBytes).toBeGreaterThan(growth.before.wasmBytes);
  });

  it('measures what fit adds', { timeout: 120_000 }, async () => {
    expect(
      await run('--fit --only mlp --skip pytorch,cpu,wasm --rounds 3 --batch 2 --ms 1 --out fit.json'),
    ).toBe(0);
    const { fit } = JSON.parse(readFileSync(join(folder, 'fit.json'), 'utf8'));
    expect(fit.rows.map(({ id, batch }: { id: string; batch: number }) => [id, batch])).toEqual([
      ['mlp', 2],
      ['mlp', 2],
    ]);
    for (const { ms, added } of fit.rows) {
      for (const { median } of Object.values(ms) as { median: number }[]) expect(median).toBeGreaterThan(0);
      expect(added.bare.q1).toBeGreaterThan(-1);
    }
    expect(said).toContain('MLP 784-300-100-10 (2)');
  });

  it('measures how long figures take, beside what was measured before', async () => {
    expect(await run('--figures --skip pytorch,cpu,wasm --rounds 2 --out fit.json')).toBe(0);
    const { fit, figures } = JSON.parse(readFileSync(join(folder, 'fit.json'), 'utf8'));
    expect(fit.rows).toHaveLength(2);
    expect(figures.rows.map(({ id, limitMs }: { id: string; limitMs: number }) => [id, limitMs])).toEqual([
      ['line', 50],
      ['digits', 300],
      ['colours', 300],
    ]);
    for (const { firstMs, ms } of figures.rows) {
      expect(firstMs).toBeGreaterThan(0);
      expect(ms.median).toBeGreaterThan(0);
    }
    expect(said).toContain('line of 10 000 points');
  });

  it('says what is wrong with a command line', async () => {
    expect(await run('--only alexNet')).toBe(2);
    expect(told).toMatch(/there is no "alexNet"/);
    expect(await run('--node /no/such/node')).toBe(2);
    expect(told).toMatch(/\/no\/such\/node: this does not run as Node/);
    expect(await run('--skip ours,wasm,cpu,pytorch')).toBe(2);
    expect(told).toMatch(/leaves nothing to measure/);
  });

  it('helps', async () => {
    expect(await run('--help')).toBe(0);
    for (const { id } of WORKLOADS) expect(said).toContain(id);
  });
});
