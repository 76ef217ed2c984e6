/** How far a long piece of work has come; the same shape in every Gradlab package. */
export interface Progress {
  /** What is being done, such as `download`. */
  readonly phase: string;
  /** Units finished so far, from 0 to `total`. */
  readonly done: number;
  readonly total: number;
  /** What is counted: `bytes`, `files`. */
  readonly unit: string;
  readonly metrics?: Readonly<Record<string, number>>;
}
