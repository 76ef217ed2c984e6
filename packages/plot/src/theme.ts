import { PlotError } from './plot-error.ts';

/** `light` draws on white, `dark` on near-black. */
export type Theme = 'light' | 'dark';

/** The colours of one theme. The report swaps them by value, so no two roles of a theme share a colour. */
export interface Colors {
  readonly background: string;
  /** Titles and labels. */
  readonly ink: string;
  /** Tick labels, captions and legends. */
  readonly muted: string;
  readonly axis: string;
  readonly grid: string;
  readonly good: string;
  readonly bad: string;
  readonly series: readonly string[];
}

/**
 * The hues of Okabe & Ito (2008), in an order that keeps neighbours apart. Shades are moved until each has contrast 3:1, all differ for colour-blind
 * readers, and the first four in grey as well (`color-vision.test.ts` computes it).
 */
export const THEMES: Readonly<Record<Theme, Colors>> = {
  light: {
    background: '#ffffff',
    ink: '#1f2328',
    muted: '#57606a',
    axis: '#8c959f',
    grid: '#e4e8ec',
    good: '#00785a',
    bad: '#c2410c',
    series: ['#0a5d9f', '#bd4b00', '#31a671', '#c06397', '#c08600', '#1d84c0', '#000000'],
  },
  dark: {
    background: '#16181d',
    ink: '#e8eaed',
    muted: '#a8b0ba',
    axis: '#69727d',
    grid: '#2b2f36',
    good: '#3fd0a3',
    bad: '#ff8f5e',
    series: ['#0a93d4', '#e58415', '#5ad5a0', '#e099c6', '#dbd524', '#9db4ff', '#f7f7f7'],
  },
};

/** The colours of a theme, `light` by default. */
export function colorsOf(theme: Theme = 'light'): Colors {
  const colors = THEMES[theme];
  if (colors === undefined) throw new PlotError(`There is no theme "${theme}"; use 'light' or 'dark'.`);
  return colors;
}
