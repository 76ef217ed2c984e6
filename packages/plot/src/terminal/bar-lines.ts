import { columnsOf, cut, pad, paint, type Screen } from './terminal-text.ts';

/** One bar in the terminal. */
export interface BarSketch {
  readonly label: string;
  /** Its length as a share of the longest, 0 to 1. */
  readonly share: number;
  /** Behind the bar. */
  readonly text: string;
  readonly color: string;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** A longer label is cut. */
const LONGEST = 24;

/** A row for each bar: its label, its length in eighths of a character, its value. */
export function barLines(bars: readonly BarSketch[], screen: Screen): readonly string[] {
  const labels = Math.min(
    LONGEST,
    Math.floor(screen.width * 0.35),
    Math.max(0, ...bars.map(({ label }) => columnsOf(label))),
  );
  const texts = Math.min(
    LONGEST,
    Math.floor(screen.width * 0.35),
    Math.max(0, ...bars.map(({ text }) => columnsOf(text))),
  );
  const room = Math.max(4, screen.width - labels - texts - 3);
  return bars.map(({ label, share, text, color }) => {
    const eighths = Math.round(Math.min(1, Math.max(0, share)) * room * 8);
    const bar = '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7];
    return `${pad(label, labels)} │${paint(bar, color, screen)} ${cut(text, texts)}`.trimEnd();
  });
}
