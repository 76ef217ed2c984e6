/** 32-bit words of one worker's slot. Slots are cache lines apart, or two threads would fight for one. */
export const WORD = {
  /** Number of the last job; the worker sleeps on it. */
  job: 0,
  /** 1 while the worker sleeps, or is about to. */
  asleep: 1,
  /** What the worker made of the job: see STATE. */
  state: 2,
  /** Index among the module's exported functions, or CLOSE. */
  kernel: 3,
  /** How many arguments. */
  count: 4,
  /** Bytes of the error's text. */
  textBytes: 5,
} as const;

export const STATE = { done: 0, failed: 1 } as const;
export const CLOSE = -1;

/** Most arguments of a kernel. */
export const MAX_ARGUMENTS = 32;
/** Room for the text of an error; the rest is cut off. */
export const MAX_TEXT_BYTES = 256;

const LINE_WORDS = 16;
const LINE_BYTES = 4 * LINE_WORDS;
export const SLOT_BYTES = LINE_BYTES + 8 * MAX_ARGUMENTS + MAX_TEXT_BYTES;

/** Word of the whole block that counts the workers still busy; the caller sleeps on it. */
export const PENDING = 0;

/** Where the slot of worker 1, 2, ... begins. Line 0 of the block is the caller's. */
export const slotBytes = (worker: number) => LINE_BYTES + (worker - 1) * SLOT_BYTES;

/** What the caller and its workers tell each other, in memory of its own: not in the heap that the kernels compute in. */
export interface ControlBlock {
  readonly buffer: SharedArrayBuffer;
  /** The words of the caller's line. */
  readonly shared: Int32Array;
  /** Of each worker, from 1. */
  readonly slots: readonly WorkerSlot[];
}

export interface WorkerSlot {
  readonly words: Int32Array;
  readonly args: Float64Array;
  readonly text: Uint8Array;
}

export function createControlBlock(workers: number): ControlBlock {
  const buffer = new SharedArrayBuffer(slotBytes(workers + 1));
  const slots = Array.from({ length: workers }, (_, i) => {
    const at = slotBytes(i + 1);
    return {
      words: new Int32Array(buffer, at, LINE_WORDS),
      args: new Float64Array(buffer, at + LINE_BYTES, MAX_ARGUMENTS),
      text: new Uint8Array(buffer, at + LINE_BYTES + 8 * MAX_ARGUMENTS, MAX_TEXT_BYTES),
    };
  });
  return { buffer, shared: new Int32Array(buffer, 0, LINE_WORDS), slots };
}

/** The error that a worker left in its slot. */
export function errorText({ words, text }: WorkerSlot): string {
  // A copy: decoders refuse shared memory.
  return new TextDecoder().decode(text.slice(0, words[WORD.textBytes]));
}
