import type { BackendName } from '../candidate.ts';
import type { Facts } from './facts.ts';

/** How fast a backend did the work that all of them are given. */
export interface Speed {
  /** Training steps of a small convolutional network, in images a second. */
  readonly imagesPerSecond: number;
  /** Products of square matrices, in 10^9 floating-point operations a second. */
  readonly matMulGflops: number;
}

export interface BackendState {
  readonly name: BackendName;
  readonly chosen: boolean;
  /** Whether it starts and computes rightly here when it is asked for by name. */
  readonly works: boolean;
  /** One line: why it was not chosen; null for the chosen one. */
  readonly reason: string | null;
  /** One line: what it needs besides its npm package; null where it has all of that. */
  readonly needs: string | null;
  /** What it says of itself: the name of the GPU, for example. */
  readonly notes: readonly string[];
  /** Null where it does not work, or nothing was measured. */
  readonly speed: Speed | null;
}

/** What `doctor --json` prints. */
export interface Diagnosis extends Facts {
  /** Changes when a field is taken away or changes its meaning. */
  readonly format: 1;
  /** What `loadBackend()` takes here. */
  readonly chosen: BackendName | null;
  /** One line: why it takes nothing; null where it takes one. */
  readonly problem: string | null;
  /** All that there are, fastest first. */
  readonly backends: readonly BackendState[];
}

/** Whether a program that calls `loadBackend()` can compute here. */
export const isHealthy = ({ chosen, backends }: Diagnosis): boolean =>
  backends.some(({ name, works }) => name === chosen && works);
