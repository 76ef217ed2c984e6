import type { Writable } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';

/** How far a long work is; the shape that all Gradlab packages report. */
export interface Progress {
  /** What is being done, for example `epoch 2/5`. A new phase starts a new bar. */
  readonly phase: string;
  readonly done: number;
  /** Absent where it is not known. */
  readonly total?: number;
  /** Of `done` and `total`: `samples`, `bytes`. */
  readonly unit: string;
  readonly metrics?: Readonly<Record<string, number>>;
}

export interface ProgressView {
  readonly update: (progress: Progress) => void;
  /** Prints one line without tearing the bar. */
  readonly log: (line: string) => void;
  /** Ends the current bar. */
  readonly end: () => void;
}

const PLAIN_INTERVAL_MS = 5000;
const MEGABYTE = 1e6;

function amounts({ done, total = done, unit }: Progress): string {
  if (unit !== 'bytes') return `${done}/${total} ${unit}`;
  return `${(done / MEGABYTE).toFixed(1)}/${(total / MEGABYTE).toFixed(1)} MB`;
}

function rateAndEta(progress: Progress, seconds: number): string {
  const { done, total = done, unit } = progress;
  if (seconds < 0.5 || done === 0) return '';
  const rate = done / seconds;
  const shown = unit === 'bytes' ? `${(rate / MEGABYTE).toFixed(1)} MB/s` : `${Math.round(rate)} ${unit}/s`;
  return done < total ? `${shown}  ETA ${Math.ceil((total - done) / rate)} s` : shown;
}

const figures = ({ metrics = {} }: Progress) =>
  Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`);

/** A bar that redraws itself where a person watches, and a plain line now and then in a pipe or a log. */
export function progressView(stream: Writable & { readonly isTTY?: boolean }): ProgressView {
  let phase: string | undefined;
  let startedAt = 0;
  // Work that is resumed in the middle must not count what an earlier run did.
  let startedWith = 0;
  let bar: SingleBar | undefined;
  let printedAt = 0;

  const end = () => {
    bar?.stop();
    bar = undefined;
    phase = undefined;
  };
  const begin = (progress: Progress) => {
    end();
    phase = progress.phase;
    startedAt = performance.now();
    startedWith = progress.done;
    printedAt = startedAt;
    if (!stream.isTTY) return;
    const format = `${phase} {bar} {percentage} %  {text}`;
    bar = new SingleBar(
      { format, stream: stream as NodeJS.WriteStream, barsize: 24, hideCursor: true, linewrap: false },
      Presets.shades_classic,
    );
    bar.start(progress.total ?? 0, progress.done, { text: '' });
  };
  const textOf = (progress: Progress) => {
    const seconds = (performance.now() - startedAt) / 1000;
    const fresh = rateAndEta(
      {
        ...progress,
        done: progress.done - startedWith,
        total: (progress.total ?? progress.done) - startedWith,
      },
      seconds,
    );
    return [amounts(progress), ...figures(progress), fresh].filter((part) => part !== '').join('  ');
  };

  return {
    end,
    log: (line) => {
      end();
      stream.write(`${line}\n`);
    },
    update: (progress) => {
      if (progress.phase !== phase) begin(progress);
      const text = textOf(progress);
      if (bar) {
        bar.setTotal(progress.total ?? progress.done);
        bar.update(progress.done, { text });
        return;
      }
      const finished = progress.done === progress.total;
      if (!finished && performance.now() - printedAt < PLAIN_INTERVAL_MS) return;
      printedAt = performance.now();
      stream.write(`${progress.phase}  ${text}\n`);
    },
  };
}
