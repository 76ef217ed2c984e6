import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressView } from './progress-view.ts';
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
  const ESC = '\u001b';
  /** What is on the screen in the end: a bar line is redrawn from its start, and cleared by `[2K`. */
  const screen = (text: string) =>
    text
      .split('\n')
      .map((line) =>
        (line.split(`${ESC}[2K`).at(-1) ?? '')
          .replaceAll(new RegExp(`${ESC}(7|8|\\[[?0-9]*[a-zA-Z])`, 'g'), '')
          .trimEnd(),
      );

  it('draws a bar, and takes it away before a line is logged', () => {
    const { out, view } = viewOn(true);
    view.update(sample(0));
    vi.advanceTimersByTime(1000);
    view.update(sample(50));
    expect(out.text()).toContain(' 50 %  50/100 samples');
    view.log('half done');
    vi.advanceTimersByTime(1000);
    view.update(sample(80));
    view.update(sample(100));
    expect(screen(out.text())).toEqual([
      'half done',
      'epoch 1/2  100/100 samples  loss 0.5000  50 samples/s',
      '',
    ]);
  });

  it('shows the cursor again, and keeps no timer', () => {
    const { out, view } = viewOn(true);
    view.update(sample(1));
    view.end();
    expect(out.text().lastIndexOf(`${ESC}[?25h`)).toBeGreaterThan(out.text().lastIndexOf(`${ESC}[?25l`));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has no bar where the total is not known, and no sign of what is not a number', () => {
    const { out, view } = viewOn(true);
    view.update({ phase: 'wait {total}', done: 3, unit: 'files', metrics: { loss: Number.NaN } });
    vi.advanceTimersByTime(1000);
    view.update({ phase: 'wait {total}', done: 2, unit: 'files' });
    expect(out.text()).toContain('wait {total}  2 files');
    expect(out.text()).not.toContain('%');
    view.update({ phase: 'nothing', done: 0, total: 0, unit: 'files' });
    view.update({ phase: 'more', done: 3, total: 2, unit: 'files' });
    view.end();
    expect(out.text()).not.toMatch(/NaN|Infinity|undefined/);
  });
});
