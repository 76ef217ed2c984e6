import { describe, expect, it } from 'vitest';
import { measured } from '../measure/cell.ts';
import type { KernelPart, MemoryPart, Stamp, TablePart } from '../results.ts';
import { reportText } from './report.ts';

const stamp: Stamp = {
  date: '2026-01-02T03:04:05.000Z',
  commit: 'abc',
  cpu: 'Some CPU, 2 logical processors',
  system: 'Linux 6, 24 GiB',
  versions: { ours: { node: '20.1.0', tfjs: '4.22.0' }, PyTorch: { python: '3.11', torch: '2.6.0' } },
  startMs: { ours: 58, PyTorch: 900 },
  seed: 0,
};

const table: TablePart = {
  stamp,
  rounds: 3,
  limitSeconds: 60,
  contenders: ['ours', 'ours (Node 24)', 'stock wasm', 'stock cpu', 'PyTorch'],
  rows: [
    {
      id: 'digitCnn',
      title: 'digit CNN',
      batch: 128,
      operation: 'train',
      cells: {
        ours: measured([100, 100, 100]),
        'ours (Node 24)': measured([80, 80, 80]),
        'stock wasm': { status: 'cannot', reason: 'no kernel' },
        'stock cpu': { status: 'over', seconds: 60 },
        PyTorch: measured([120, 110, 130]),
      },
      speedups: {
        ours: { 'stock cpu': { atLeast: 600 }, PyTorch: { median: 1.2, q1: 1.15, q3: 1.25 } },
        'ours (Node 24)': { PyTorch: { median: 1.5, q1: 1.4375, q3: 1.5625 } },
      },
    },
  ],
};

const heap = { residentBytes: 2 ** 28, wasmBytes: 2 ** 27, tensors: 40, tensorBytes: 1000 };
const memory: MemoryPart = {
  stamp,
  peak: [
    {
      contender: 'PyTorch',
      network: 'resnet20',
      batch: 128,
      steps: 10,
      memory: { peakBytes: 2 ** 30, before: { residentBytes: 2 ** 29 }, after: { residentBytes: 2 ** 29 } },
    },
  ],
  growth: [
    {
      contender: 'ours',
      network: 'digitCnn',
      batch: 128,
      steps: 2000,
      memory: { peakBytes: 2 ** 29, before: heap, after: heap },
    },
  ],
};

const kernels: KernelPart = {
  stamp,
  rounds: 3,
  contenders: ['ours', 'PyTorch'],
  limits: { ours: 50 },
  rows: [
    { title: 'matMul', flops: 1e9, cells: {}, gflops: { ours: 40, PyTorch: 100 } },
    { title: 'depthwise', flops: 1e9, cells: {}, gflops: { PyTorch: 10 } },
  ],
};

const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );

describe('reportText', () => {
  it('shows times, and ratios to all but the cpu backend for each of ours', () => {
    const [head, , row] = rowsOf(reportText({ table }));
    expect(head).toEqual([
      'network (batch)',
      '',
      'ours',
      'ours (Node 24)',
      'stock wasm',
      'stock cpu',
      'PyTorch',
      'ours : stock wasm',
      'ours (Node 24) : stock wasm',
      'ours : PyTorch',
      'ours (Node 24) : PyTorch',
    ]);
    expect(row).toEqual([
      'digit CNN (128)',
      'training step',
      '100 ms',
      '80.0 ms',
      'cannot',
      '> 60 s',
      '120 ms',
      '',
      '',
      '1.20 (1.15 - 1.25)',
      '1.50 (1.44 - 1.56)',
    ]);
    const text = reportText({ table });
    expect(text).toContain('3 interleaved rounds');
    expect(text).toContain('ours 58 ms');
    expect(text).toContain('PyTorch: torch 2.6.0. Commit abc, 2026-01-02.');
  });

  it('shows peaks and growth', () => {
    const [, , peak, growth] = rowsOf(reportText({ memory }));
    expect(peak).toEqual(['PyTorch, resnet20 (128)', '10', '1024 MiB', '', '', '', '']);
    expect(growth).toEqual(['ours, digitCnn (128)', '2000', '512 MiB', '128 MiB', '128 MiB', '40', '40']);
  });

  it('shows rates beside the limit where there is one', () => {
    const [head, , matMul, depthwise] = rowsOf(reportText({ kernels }));
    expect(head).toEqual(['GFLOP/s', 'ours', 'PyTorch', 'ours : limit']);
    expect(matMul).toEqual(['matMul', '40.0', '100', '0.800']);
    expect(depthwise).toEqual(['depthwise', '', '10.0', '']);
    expect(reportText({ kernels: { ...kernels, limits: {} } })).not.toContain(': limit');
  });

  it('shows what was measured and nothing else', () => {
    expect(reportText({})).toBe('');
    expect(rowsOf(reportText({ table, memory, kernels }))).toHaveLength(3 + 4 + 4);
  });
});
