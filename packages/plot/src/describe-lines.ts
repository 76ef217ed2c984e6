import { format } from 'd3-format';
import type { LineChartAxis } from './line-chart.ts';
import type { BandPoint, SeriesPoints } from './series.ts';

const number = format('.4~g');

/** A chart in words: what is drawn against what, and where each series starts and ends. */
export function describeLines(
  { x, y }: { readonly x: LineChartAxis; readonly y: LineChartAxis },
  series: readonly SeriesPoints[],
  smoothing = 0,
): string {
  const smooth =
    smoothing === 0 ? [] : [`Lines are moving averages of weight ${smoothing}, values are faint.`];
  return [`Line chart of ${y.label} against ${x.label}.`, ...smooth, ...series.map(describeSeries)].join(' ');
}

function describeSeries({ name, points, drawn, band }: SeriesPoints): string {
  const first = drawn[0];
  const last = drawn.at(-1);
  if (first === undefined || last === undefined) return `${name}: no value that can be drawn.`;
  const missing = points.length - drawn.length;
  const gaps = missing === 0 ? '' : `, ${missing} without a place on the axes`;
  if (drawn.length === 1) return `${name}: one value, ${number(first.y)} at ${number(first.x)}${gaps}.`;
  return `${name}: ${points.length} values${gaps}, from ${number(first.y)} at ${number(first.x)} to ${number(last.y)} at ${number(last.x)}${bandAt(band?.at(-1))}.`;
}

function bandAt(last: BandPoint | undefined): string {
  return last === undefined
    ? ''
    : `, where its band reaches from ${number(last.low)} to ${number(last.high)}`;
}
