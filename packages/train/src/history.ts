/** Means over one part of an epoch. */
export interface CurvePoint {
  /** The end of the part: finished epochs, with the fraction of the current one. */
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What one epoch came to. All means are over samples. */
export interface EpochLog {
  /** From 1. */
  readonly epoch: number;
  /** The training within the epoch, in about ten parts: its figures while the weights moved. */
  readonly curve: readonly CurvePoint[];
  /** Mean training loss, measured while the weights moved. */
  readonly loss: number;
  /** Mean training metrics, for example `{ accuracy: 0.97 }`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The same on the validation data, after the epoch; absent where there is none. */
  readonly validation?: { readonly loss: number; readonly metrics: Readonly<Record<string, number>> };
  /** What `probe` found after the epoch; absent where there is none. */
  readonly probe?: Readonly<Record<string, number>>;
  /** The factor that the schedule gave the learning rate in the last update; 1 without a schedule. */
  readonly learningRateFactor: number;
  /** Wall-clock time of the epoch with its validation. */
  readonly seconds: number;
}

/** One entry per finished epoch. */
export type History = readonly EpochLog[];
