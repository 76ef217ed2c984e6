import { type Figure, imageGrid, lineChart } from '@gradlab/plot';
import { spreadOf } from '../measure/statistics.ts';
import type { FigureRow, FiguresPart } from '../results.ts';
import { stampOf } from './stamp.ts';
import type { PartContext } from './table-part.ts';

/** Numbers in [0, 1) that look random and are the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function longLine(seed: number): () => Figure {
  const next = numbers(seed);
  const y = Float32Array.from({ length: 10_000 }, (_, step) => 2 * Math.exp(-step / 3000) + 0.2 * next());
  const [x, label] = [{ label: 'step' }, { label: 'loss' }];
  return () => lineChart({ title: 'Loss of every batch', x, y: label, series: [{ name: 'loss', y }] });
}

function largeGrid(seed: number, side: number, channels: 1 | 3): () => Figure {
  const next = numbers(seed);
  const images = Array.from({ length: 256 }, (_, index) => ({
    pixels: Uint8Array.from({ length: side * side * channels }, () => 256 * next()),
    shape: [side, side, channels] as const,
    caption: `class ${index % 10}`,
  }));
  return () => imageGrid({ title: 'Images', images });
}

/** Noise is the worst that a picture can hold: nothing of it can be compressed. */
const FIGURES = [
  { id: 'line', title: 'line of 10 000 points', limitMs: 50, make: longLine },
  {
    id: 'digits',
    title: 'grid of 256 images, 28 x 28 x 1',
    limitMs: 300,
    make: (seed: number) => largeGrid(seed, 28, 1),
  },
  {
    id: 'colours',
    title: 'grid of 256 images, 32 x 32 x 3',
    limitMs: 300,
    make: (seed: number) => largeGrid(seed, 32, 3),
  },
] as const;

/** Processor time, because other processes take the clock's. */
function cpuMs(draw: () => Figure): number {
  const before = process.cpuUsage();
  draw().toSvg();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** How long the largest figures take to become SVG, in interleaved rounds: each of them for the first time, then again. */
export async function measureFigures({ root, options, onLine }: PartContext): Promise<FiguresPart> {
  const stamp = await stampOf(root, [], options.seed);
  const jobs = FIGURES.map(({ make, ...row }) => ({ ...row, draw: make(options.seed) }));
  const first = jobs.map(({ draw }) => cpuMs(draw));
  const rounds = Array.from({ length: options.rounds }, () => jobs.map(({ draw }) => cpuMs(draw)));
  const rows: FigureRow[] = jobs.map(({ id, title, limitMs }, index) => ({
    id,
    title,
    limitMs,
    firstMs: first[index] ?? Number.NaN,
    ms: spreadOf(rounds.map((round) => round[index] ?? Number.NaN)),
  }));
  for (const { title, ms } of rows) onLine(`${title}: ${ms.median.toFixed(1)} ms`);
  return {
    stamp: { ...stamp, versions: { plot: { node: process.versions.node } } },
    rounds: options.rounds,
    rows,
  };
}
