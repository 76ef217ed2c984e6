import * as tf from '@tensorflow/tfjs-core';
import { takeSamples } from '../per-sample.ts';

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** Tensors `[n, ...]` about the same n samples of a batch, which an attack replaces step by step. */
export interface Held<T extends Tensors> {
  /** The places of these samples in the batch. */
  readonly rows: readonly number[];
  readonly now: Readonly<T>;
  /** Replaces the tensors that `f` returns, which it computes from the present ones, and frees those. */
  update(f: (now: Readonly<T>) => Partial<T>): void;
  /** Keeps the samples at these positions, at least one, in all tensors. */
  narrow(positions: readonly number[]): void;
  dispose(): void;
}

/** Takes hold of the tensors that `make` returns. They must be new ones. */
export function held<T extends Tensors>(rows: readonly number[], make: () => T): Held<T> {
  let places = [...rows];
  let now = tf.tidy(make);
  return {
    get rows() {
      return places;
    },
    get now() {
      return now;
    },
    update(f) {
      const next = tf.tidy(() => f(now) as T);
      const replaced = Object.keys(next).map((name) => now[name] as tf.Tensor);
      now = { ...now, ...next };
      tf.dispose(replaced);
    },
    narrow(positions) {
      if (positions.length === places.length) return;
      const old = now;
      now = tf.tidy(
        () =>
          Object.fromEntries(Object.entries(old).map(([name, t]) => [name, takeSamples(t, positions)])) as T,
      );
      places = positions.map((position) => places[position] as number);
      tf.dispose(old);
    },
    dispose: () => tf.dispose(now),
  };
}
