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
