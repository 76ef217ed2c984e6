import { Terminal } from '@xterm/headless';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Progress } from './progress.ts';
import { type ProgressView, progressView } from './progress-view.ts';
import { memoryStream } from './test-support.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function viewOn(isTTY: boolean) {
  const out = memoryStream({ isTTY });
  return { out, view: progressView({ lines: out.stream, bar: out.stream }) };
}

const sample = (done: number, total = 100) => ({
  phase: 'epoch 1/2',
  done,
  total,
  unit: 'samples',
  metrics: { loss: 0.5 },
});

describe('in a pipe', () => {
  it('prints a line now and then and one at the end, with rate and time left', () => {
    const { out, view } = viewOn(false);
    view.update(sample(0));
    vi.advanceTimersByTime(4000);
    view.update(sample(20));
    expect(out.text()).toBe('');
    vi.advanceTimersByTime(1000);
    view.update(sample(25));
    expect(out.text()).toBe('epoch 1/2  25/100 samples  loss 0.5000  5 samples/s  ETA 15 s\n');
    view.update(sample(30));
    vi.advanceTimersByTime(5000);
    view.update(sample(100));
    expect(out.text().split('\n')[1]).toBe('epoch 1/2  100/100 samples  loss 0.5000  10 samples/s');
  });

  it('does not count what an earlier run had done', () => {
    const { out, view } = viewOn(false);
    view.update(sample(50));
    vi.advanceTimersByTime(5000);
    view.update(sample(75));
    expect(out.text()).toContain('5 samples/s  ETA 5 s');
  });

  it('shows bytes as megabytes, and copes with unknown and empty totals', () => {
    const { out, view } = viewOn(false);
    view.update({ phase: 'download', done: 0, total: 2e6, unit: 'bytes' });
    vi.advanceTimersByTime(5000);
    view.update({ phase: 'download', done: 1e6, total: 2e6, unit: 'bytes' });
    view.update({ phase: 'wait', done: 0, unit: 'files' });
    view.update({ phase: 'nothing', done: 0, total: 0, unit: 'files' });
    expect(out.text()).toContain('download  1.0/2.0 MB  0.2 MB/s  ETA 5 s');
    expect(out.text()).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('logs lines as they are', () => {
    const { out, view } = viewOn(false);
    view.log('hello');
    expect(out.text()).toBe('hello\n');
  });

  it('prints once how far a phase came that ended before its total, or had none', () => {
    const { out, view } = viewOn(false);
    view.update(sample(10));
    view.update(sample(30));
    view.update({ phase: 'attack', done: 5, unit: 'samples' });
    view.update({ phase: 'attack', done: 9, unit: 'samples' });
    view.end();
    view.end();
    expect(out.text()).toBe('epoch 1/2  30/100 samples  loss 0.5000\nattack  9 samples\n');
  });

  it('prints the last step of a phase once', () => {
    const { out, view } = viewOn(false);
    view.update(sample(100));
    view.end();
    expect(out.text()).toBe('epoch 1/2  100/100 samples  loss 0.5000\n');
  });
});

describe('in a terminal', () => {
  /** What is on the screen in the end, as a terminal has it. */
  async function screen(text: string): Promise<string[]> {
    vi.useRealTimers();
    const terminal = new Terminal({ cols: 120, rows: 24, convertEol: true, allowProposedApi: true });
    await new Promise<void>((done) => terminal.write(text, done));
    const { active } = terminal.buffer;
    const rows = Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    );
    terminal.dispose();
    return rows.slice(0, rows.findLastIndex((row) => row !== '') + 1);
  }
  const step = (view: ProgressView, progress: Progress) => {
    view.update(progress);
    vi.advanceTimersByTime(100);
  };

  it('draws a bar with the course of each metric below it', async () => {
    const { out, view } = viewOn(true);
    for (const [index, loss] of [4, 3, 2, 1, 0.5].entries()) {
      step(view, { ...sample(10 * index), metrics: { loss, accuracy: 0.5 + index / 8 } });
    }
    expect(await screen(out.text())).toEqual([
      'epoch 1/2  █████████░░░░░░░░░░░░░░░ 40 %  40/100 samples',
      '  loss      0.5000    █▆▄▂▁  0.5000 to 4.0000',
      '  accuracy  1.0000    ▁▃▅▇█  0.5000 to 1.0000',
    ]);
  });

  it('takes all of it away before a line is logged, and where a phase ends', async () => {
    const { out, view } = viewOn(true);
    view.update(sample(0));
    vi.advanceTimersByTime(1000);
    view.update(sample(50));
    view.log('half done');
    vi.advanceTimersByTime(1000);
    view.update(sample(80));
    view.update(sample(100));
    expect(await screen(out.text())).toEqual([
      'half done',
      'epoch 1/2  100/100 samples  loss 0.5000  50 samples/s',
    ]);
  });

  it('goes on with a curve in the next epoch, and begins anew where a training does', async () => {
    const curve = async (...steps: readonly (readonly [string, number, number])[]) => {
      vi.useFakeTimers();
      const { out, view } = viewOn(true);
      for (const [phase, done, loss] of steps) step(view, { ...sample(done), phase, metrics: { loss } });
      return (await screen(out.text())).find((line) => line.startsWith('  loss'));
    };
    const first = [
      ['epoch 1/2', 10, 4],
      ['epoch 1/2', 50, 3],
    ] as const;
    expect(await curve(...first, ['epoch 2/2', 50, 2])).toBe('  loss  2.0000    █▅▁  2.0000 to 4.0000');
    expect(await curve(...first, ['test', 10, 9], ['epoch 2/2', 50, 2])).toContain('█▅▁');
    const again = [
      ['epoch 1/2', 10, 1],
      ['epoch 1/2', 50, 0],
    ] as const;
    expect(await curve(...first, ...again)).toBe('  loss  0.0000    █▁  0.0000 to 1.0000');
    expect(await curve(...first, ['epoch 2/2', 50, 2], ...again)).toContain('    █▁  ');
  });

  it('draws ten times a second at most, and keeps no timer', () => {
    const { out, view } = viewOn(true);
    for (let done = 0; done < 90; done++) {
      view.update(sample(done));
      vi.advanceTimersByTime(10);
    }
    expect(out.text().split('epoch 1/2').length - 1).toBeLessThanOrEqual(10);
    expect(vi.getTimerCount()).toBe(0);
    view.end();
    expect(out.text()).not.toContain(`\u001b[?25l`);
  });

  it('has no bar where the total is not known, and no sign of what is not a number', async () => {
    const { out, view } = viewOn(true);
    step(view, { phase: 'wait {total}', done: 2, unit: 'files', metrics: { loss: Number.NaN } });
    step(view, { phase: 'wait {total}', done: 3, unit: 'files', metrics: { loss: Number.NaN } });
    expect(out.text()).toContain('wait {total}  3 files');
    expect(out.text()).not.toContain('%');
    step(view, { phase: 'nothing', done: 0, total: 0, unit: 'files' });
    step(view, { phase: 'more', done: 3, total: 2, unit: 'files', metrics: { '\u001b[2Jx': 1e-9 } });
    expect(out.text()).toContain('100 %');
    expect(out.text()).toContain('1.0e-9');
    view.end();
    expect(out.text()).not.toMatch(/NaN|Infinity|undefined/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not arrive
    expect(out.text()).not.toMatch(/\u001b\[2J/);
  });
});
