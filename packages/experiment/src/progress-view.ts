import type { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import { curves } from './curves.ts';
import { dashboard } from './dashboard.ts';
import type { Progress } from './progress.ts';
import { plain, progressText } from './progress-text.ts';

export interface ProgressView {
  readonly update: (progress: Progress) => void;
  /** Prints one line without tearing the bar. */
  readonly log: (line: string) => void;
  /** Ends the current phase: takes the bar away and prints how far it came. */
  readonly end: () => void;
}

export interface ProgressStreams {
  /** Takes the lines. */
  readonly lines: Writable | NodeJS.WritableStream;
  /** Takes the bar, where it is a terminal. */
  readonly bar: (Writable | NodeJS.WritableStream) & { readonly isTTY?: boolean; readonly columns?: number };
}

/** How often a pipe or a log file hears of a phase that goes on. */
const LINE_INTERVAL_MS = 5000;
/** How often a person sees news. */
const DRAW_INTERVAL_MS = 100;

interface Phase {
  readonly startedAt: number;
  readonly startedWith: number;
  latest: Progress;
  /** When, and of which progress, a line was printed. */
  linedAt: number;
  lined: Progress | undefined;
}

/** One line per phase and now and then one between; where a person watches, a bar and curves instead of those between. */
export function progressView({ lines, bar: terminal }: ProgressStreams): ProgressView {
  let phase: Phase | undefined;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const courses = curves();
  // A cursor that is never hidden need not be shown again by whatever ends the run.
  const screen = createLogUpdate(terminal as NodeJS.WritableStream, { showCursor: true });

  const textOf = ({ latest, startedAt, startedWith }: Phase) =>
    progressText(latest, startedWith, (performance.now() - startedAt) / 1000);
  const hide = () => {
    if (terminal.isTTY && drawnAt > Number.NEGATIVE_INFINITY) screen.clear();
    drawnAt = Number.NEGATIVE_INFINITY;
  };
  const printLine = (current: Phase) => {
    hide();
    lines.write(`${plain(`${current.latest.phase}  ${textOf(current)}`)}\n`);
    current.linedAt = performance.now();
    current.lined = current.latest;
  };
  const show = (current: Phase, course: ReturnType<typeof courses.add>) => {
    if (performance.now() - drawnAt < DRAW_INTERVAL_MS) return;
    const { latest, startedAt, startedWith } = current;
    const { metrics: _, ...amounts } = latest;
    const seconds = (performance.now() - startedAt) / 1000;
    screen(dashboard(latest, progressText(amounts, startedWith, seconds), course, terminal.columns));
    drawnAt = performance.now();
  };
  const end = () => {
    hide();
    if (phase && phase.lined !== phase.latest) printLine(phase);
    phase = undefined;
  };

  return {
    end,
    log: (line) => {
      hide();
      lines.write(`${line}\n`);
    },
    update: (progress) => {
      if (phase?.latest.phase !== progress.phase) {
        end();
        const now = performance.now();
        phase = {
          startedAt: now,
          startedWith: progress.done,
          latest: progress,
          linedAt: now,
          lined: undefined,
        };
      }
      phase.latest = progress;
      const course = courses.add(progress);
      if (progress.done === progress.total) printLine(phase);
      else if (terminal.isTTY) show(phase, course);
      else if (performance.now() - phase.linedAt >= LINE_INTERVAL_MS) printLine(phase);
    },
  };
}
