import { colorAt } from './area-style.ts';
import type { Figure } from './figure.ts';
import { linesFigure } from './line-chart.ts';
import { PlotError } from './plot-error.ts';
import type { LineSeries } from './series.ts';
import { seriesStyle } from './series-style.ts';
import type { Theme } from './theme.ts';

/** The accuracy of one model under one attack. */
export interface EpsilonSeries {
  readonly attack: string;
  /** Given where there are several. */
  readonly model?: string;
  /** One share from 0 to 1 for each eps; NaN leaves a gap. */
  readonly accuracy: ArrayLike<number>;
}

export interface EpsilonCurveOptions {
  readonly title: string;
  /** For readers who cannot see the chart; by default where each curve starts and ends. */
  readonly description?: string;
  /** How far attacks may change a value, on the scale of images in [0, 1]: 0 or more, each larger than the one before. */
  readonly eps: ArrayLike<number>;
  /** Attacks are told apart by colour and marker, models by dashes. */
  readonly series: readonly EpsilonSeries[];
  /** The accuracy of guessing, drawn as a grey line. */
  readonly chance?: number;
  /** `255` counts eps in steps of a byte. @default 1 */
  readonly scale?: 1 | 255;
  /** Name of the norm behind eps. @default 'L∞' */
  readonly norm?: string;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. @default about 360 */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const DASHES = [undefined, '6 4', '2 3', '9 3 2 3'];
const WHERE = 'epsilonCurve';

/**
 * Accuracy against the size of the perturbation, of several attacks and models.
 * @throws PlotError where eps is not increasing from 0 or more, an accuracy is not in [0, 1], or lengths differ.
 */
export function epsilonCurve(options: EpsilonCurveOptions): Figure {
  const { title, series, chance, scale = 1, norm = 'L∞', description, width, height, theme } = options;
  const eps = Array.from(options.eps);
  checkEps(eps);
  if (series.length === 0) throw new PlotError(`${WHERE}: there is no series; give at least one.`);
  for (const one of series) checkAccuracy(one, eps.length);
  if (chance !== undefined && !(chance >= 0 && chance <= 1)) {
    throw new PlotError(`${WHERE}: chance is ${chance}; give a share from 0 to 1.`);
  }
  const attacks = [...new Set(series.map(({ attack }) => attack))];
  const models = [...new Set(series.map(({ model = '' }) => model))];
  const x = eps.map((value) => value * scale);
  const lines: LineSeries[] = series.map((one) => ({ name: nameOf(one), x, y: one.accuracy }));
  const guess = chance === undefined ? [] : [{ name: 'chance', x, y: x.map(() => chance), markers: false }];
  return linesFigure(
    {
      title,
      x: { label: scale === 255 ? `eps (${norm}, of 255)` : `eps (${norm})` },
      y: { label: 'accuracy', format: '.0%', domain: [0, 1] },
      series: [...lines, ...guess],
      ...(description === undefined ? {} : { description }),
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
      ...(theme === undefined ? {} : { theme }),
    },
    WHERE,
    (index, colors) => {
      const one = series[index];
      if (one === undefined) return { color: colors.muted, dash: '2 4', marker: '' };
      const attack = attacks.indexOf(one.attack);
      const dash = DASHES[models.indexOf(one.model ?? '') % DASHES.length];
      return { ...seriesStyle(attack, false, colors), color: colorAt(attack, colors), dash };
    },
  );
}

function nameOf({ attack, model }: EpsilonSeries): string {
  return model === undefined ? attack : `${attack}, ${model}`;
}

function checkEps(eps: readonly number[]): void {
  const wrong = eps.findIndex(
    (value, at) =>
      !(value >= 0 && value < Number.POSITIVE_INFINITY && (at === 0 || value > (eps[at - 1] as number))),
  );
  if (eps.length > 0 && wrong === -1) return;
  throw new PlotError(
    eps.length === 0
      ? `${WHERE}: there is no eps; give at least one.`
      : `${WHERE}: eps ${wrong} is ${eps[wrong]}; give finite numbers from 0, each larger than the one before.`,
  );
}

function checkAccuracy(one: EpsilonSeries, count: number): void {
  if (one.accuracy.length !== count) {
    throw new PlotError(
      `${WHERE}: "${nameOf(one)}" has ${one.accuracy.length} accuracies for ${count} eps; give as many.`,
    );
  }
  const wrong = Array.from(one.accuracy).findIndex((value) => value < 0 || value > 1);
  if (wrong === -1) return;
  throw new PlotError(
    `${WHERE}: accuracy ${wrong} of "${nameOf(one)}" is ${one.accuracy[wrong]}; give shares from 0 to 1 (percent / 100).`,
  );
}
