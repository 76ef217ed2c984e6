import type { Writable } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from './progress.ts';
import { progressText } from './progress-text.ts';

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
  readonly bar: (Writable | NodeJS.WritableStream) & { readonly isTTY?: boolean };
}

/** How often a pipe or a log file hears of a phase that goes on. */
const LINE_INTERVAL_MS = 5000;

interface Phase {
  readonly startedAt: number;
  readonly startedWith: number;
  latest: Progress;
  /** When, and of which progress, a line was printed. */
  linedAt: number;
  lined: Progress | undefined;
}

/** A phase without a known total has no bar: there is nothing to fill. */
function openBar(stream: ProgressStreams['bar'], { total }: Progress): SingleBar {
  const bar = total === undefined ? '' : '{bar} {percentage} %  ';
  return new SingleBar(
    {
      format: `{phase}  ${bar}{text}`,
      stream: stream as NodeJS.WriteStream,
      barsize: 24,
      hideCursor: true,
      linewrap: false,
      clearOnComplete: true,
      // Its handlers of SIGINT would end the bar behind our back.
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
}

/** One line per phase and now and then one between; where a person watches, a bar instead of those between. */
export function progressView({ lines, bar: terminal }: ProgressStreams): ProgressView {
  let phase: Phase | undefined;
  let bar: SingleBar | undefined;

  const textOf = ({ latest, startedAt, startedWith }: Phase) =>
    progressText(latest, startedWith, (performance.now() - startedAt) / 1000);
  const hideBar = () => {
    bar?.stop();
    bar = undefined;
  };
  const printLine = (current: Phase) => {
    hideBar();
    lines.write(`${current.latest.phase}  ${textOf(current)}\n`);
    current.linedAt = performance.now();
    current.lined = current.latest;
  };
  const showBar = (current: Phase) => {
    const { latest } = current;
    const payload = { phase: latest.phase, text: textOf(current) };
    if (bar === undefined) {
      bar = openBar(terminal, latest);
      bar.start(latest.total ?? 0, latest.done, payload);
    }
    bar.setTotal(latest.total ?? 0);
    bar.update(latest.done, payload);
  };
  const end = () => {
    hideBar();
    if (phase && phase.lined !== phase.latest) printLine(phase);
    phase = undefined;
  };

  return {
    end,
    log: (line) => {
      hideBar();
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
      if (progress.done === progress.total) printLine(phase);
      else if (terminal.isTTY) showBar(phase);
      else if (performance.now() - phase.linedAt >= LINE_INTERVAL_MS) printLine(phase);
    },
  };
}
