export type { ScaleKind } from './axis-scale.ts';
export type { Figure } from './figure.ts';
export { type LineChartAxis, type LineChartOptions, lineChart } from './line-chart.ts';
export { PlotError } from './plot-error.ts';
export type { LineSeries } from './series.ts';
export type { Theme } from './theme.ts';
