import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lineChart } from './line-chart.ts';
import { PlotError } from './plot-error.ts';
import { type WatchOptions, watch } from './watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A place for the chart that counts how often it is drawn. */
function place() {
  let html = 'what was there before';
  let drawn = 0;
  const target = {
    get innerHTML() {
      return html;
    },
    set innerHTML(text: string) {
      html = text;
      drawn++;
    },
  };
  return { target, html: () => html, drawn: () => drawn };
}

function watched(options?: WatchOptions) {
  const shown = place();
  const chart = watch(shown.target, options);
  const update = (...losses: number[]) => {
    for (const loss of losses) chart.update({ metrics: { loss } });
  };
  return { ...shown, chart, update };
}

const expected = (...y: number[]) =>
  lineChart({
    title: 'Training',
    x: { label: 'step' },
    y: { label: 'value' },
    series: [{ name: 'loss', x: y.map((_, i) => i), y, markers: false }],
  }).toSvg();

test('draws the first step at once, then what came since at most once an interval', () => {
  const { update, html, drawn } = watched();
  update(3);
  expect(html()).toBe(expected(3));
  update(2, 1, 0.5);
  expect(drawn()).toBe(1);
  vi.advanceTimersByTime(199);
  expect(drawn()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(html()).toBe(expected(3, 2, 1, 0.5));
  vi.advanceTimersByTime(10_000);
  expect(drawn()).toBe(2);
});

test('draws within a training that lets no timer fire', () => {
  const { update, html, drawn } = watched({ intervalMs: 50 });
  update(3);
  vi.setSystemTime(Date.now() + 60);
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60);
  update(2);
  expect(drawn()).toBe(2);
  expect(html()).toBe(expected(3, 2));
  expect(vi.getTimerCount()).toBe(0);
  vi.restoreAllMocks();
});

test('dispose empties its place, forgets its timer and ends drawing', () => {
  const { chart, update, html, drawn } = watched();
  update(3, 2);
  chart.dispose();
  expect(html()).toBe('');
  expect(vi.getTimerCount()).toBe(0);
  update(1);
  chart.dispose();
  vi.advanceTimersByTime(1000);
  expect(drawn()).toBe(2);
  expect(chart.figure()?.toSvg()).toBe(expected(3, 2));
});

test('metrics that come later begin where they come, and steps without any are none', () => {
  const { chart } = watched({ intervalMs: 0 });
  chart.update({ metrics: { loss: 2 } });
  chart.update({});
  chart.update({ metrics: {} });
  chart.update({ metrics: { loss: 1, accuracy: 0.5 } });
  chart.update({ metrics: { accuracy: 0.75 } });
  const wanted = lineChart({
    title: 'Training',
    x: { label: 'step' },
    y: { label: 'value' },
    series: [
      { name: 'loss', y: [2, 1, Number.NaN], markers: false },
      { name: 'accuracy', y: [Number.NaN, 0.5, 0.75], markers: false },
    ],
  });
  expect(chart.figure()?.toSvg()).toBe(wanted.toSvg());
});

test('shows only the metrics that were named, and nothing before one has a finite value', () => {
  const { chart, html, drawn } = watched({ intervalMs: 0, metrics: ['accuracy'] });
  chart.update({ metrics: { loss: 2 } });
  expect(drawn()).toBe(0);
  chart.update({ metrics: { loss: 2, accuracy: Number.NaN } });
  expect([html(), chart.figure()]).toEqual(['', undefined]);
  chart.update({ metrics: { loss: 2, accuracy: 0.5 } });
  expect(chart.figure()?.description).toContain('accuracy');
  expect(chart.figure()?.description).not.toContain('loss');
});

test('waits for a value that has a place on log axes', () => {
  const log = { label: 'x', scale: 'log' } as const;
  const { chart, update, html } = watched({ intervalMs: 0, x: log, y: { ...log, label: 'y' } });
  update(1, 0);
  expect([html(), chart.figure()]).toEqual(['', undefined]);
  update(1);
  expect(html()).toContain('<svg');
});

test('a long training has no longer a path than a short one', () => {
  const { chart, update } = watched({ points: 50, intervalMs: 1e9 });
  const size = (from: number, to: number) => {
    for (let i = from; i < to; i++) update(Math.exp(-i / 500));
    return chart.figure()?.toSvg().length ?? 0;
  };
  const short = size(0, 50);
  expect(size(50, 20_000)).toBeLessThan(1.5 * short);
});

test('wrong options are errors before anything is drawn', () => {
  const { target, drawn } = place();
  const wrong: WatchOptions[] = [
    { intervalMs: -1 },
    { intervalMs: Number.NaN },
    { points: 1 },
    { width: 10 },
    { theme: 'blue' as 'dark' },
    { y: { label: 'y', domain: [1, 1] } },
  ];
  for (const options of wrong) expect(() => watch(target, options)).toThrow(PlotError);
  expect(drawn()).toBe(0);
});
