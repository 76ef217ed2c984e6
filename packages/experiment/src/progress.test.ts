import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressView } from './progress.ts';

function stream(isTTY: boolean) {
  let written = '';
  const writable = new Writable({
    write(chunk, _, done) {
      written += chunk;
      done();
    },
  });
  // The part of a terminal that the bar moves its cursor with.
  const terminal = { isTTY, cursorTo: () => true, clearLine: () => true, columns: 120 };
  return { stream: Object.assign(writable, terminal), text: () => written };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const sample = (done: number, total = 100) => ({
  phase: 'epoch 1/2',
  done,
  total,
  unit: 'samples',
  metrics: { loss: 0.5 },
});

describe('in a pipe', () => {
  it('prints a line now and then and one at the end, with rate and time left', () => {
    const out = stream(false);
    const view = progressView(out.stream);
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
    const out = stream(false);
    const view = progressView(out.stream);
    view.update(sample(50));
    vi.advanceTimersByTime(5000);
    view.update(sample(75));
    expect(out.text()).toContain('5 samples/s  ETA 5 s');
  });

  it('shows bytes as megabytes, and copes with unknown and empty totals', () => {
    const out = stream(false);
    const view = progressView(out.stream);
    view.update({ phase: 'download', done: 0, total: 2e6, unit: 'bytes' });
    vi.advanceTimersByTime(5000);
    view.update({ phase: 'download', done: 1e6, total: 2e6, unit: 'bytes' });
    view.update({ phase: 'wait', done: 0, unit: 'files' });
    view.update({ phase: 'nothing', done: 0, total: 0, unit: 'files' });
    expect(out.text()).toContain('download  1.0/2.0 MB  0.2 MB/s  ETA 5 s');
    expect(out.text()).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('logs lines as they are', () => {
    const out = stream(false);
    progressView(out.stream).log('hello');
    expect(out.text()).toBe('hello\n');
  });
});

describe('in a terminal', () => {
  it('draws a bar and ends it before a line is logged', () => {
    const out = stream(true);
    const view = progressView(out.stream);
    view.update(sample(0));
    vi.advanceTimersByTime(1000);
    view.update(sample(50));
    view.log('epoch done');
    view.end();
    expect(out.text()).toContain('epoch 1/2');
    expect(out.text()).toContain('50 %');
    expect(out.text()).toContain('50/100 samples');
    expect(out.text()).toMatch(/\nepoch done\n/);
    expect(out.text()).not.toMatch(/NaN|Infinity|undefined/);
  });
});
