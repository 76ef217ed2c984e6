/** A decoded picture: rows from the top, channels last. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** Bytes per pixel: RGB, or RGB and a fourth that is ignored. */
  readonly channels: 3 | 4;
}
