/** A file in the making. */
export interface NewFile {
  /** Its temporary name. */
  readonly path: string;
  append(bytes: Uint8Array): Promise<void>;
}

/**
 * The shape of `#platform`: has a file filled under another name and gives it its own when it is complete and on the disk. When `fill` fails,
 * nothing is left, and a file that was there before is untouched. WriteError when the disk refuses.
 */
export type ReplaceFile = (path: string, fill: (file: NewFile) => Promise<void>) => Promise<void>;
