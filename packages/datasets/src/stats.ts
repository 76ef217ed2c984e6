/** One number for each channel, in the units of a batch: [0, 1]. */
export interface ChannelStats {
  readonly mean: readonly number[];
  /** Of the population: divided by the number of pixels. */
  readonly std: readonly number[];
}

/**
 * Mean and standard deviation of each channel over all pixels. The sums are integers and exact; only the last divisions and the root round.
 *
 * @param images bytes, channels last
 */
export function channelStats(images: Uint8Array, channels: number): ChannelStats {
  const counts = new Uint32Array(256 * channels);
  for (let i = 0; i < images.length; ) {
    for (let c = 0; c < channels; c++, i++) {
      const at = 256 * c + (images[i] as number);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  const pixels = images.length / channels;
  const mean: number[] = [];
  const std: number[] = [];
  for (let c = 0; c < channels; c++) {
    let sum = 0n;
    let squares = 0n;
    for (const [byte, times] of counts.subarray(256 * c, 256 * (c + 1)).entries()) {
      sum += BigInt(times) * BigInt(byte);
      squares += BigInt(times) * BigInt(byte * byte);
    }
    mean.push(Number(sum) / (255 * pixels));
    // n^2 times the variance, without the cancellation that floats would suffer.
    const scaled = BigInt(pixels) * squares - sum * sum;
    std.push(Math.sqrt(Number(scaled)) / (255 * pixels));
  }
  return { mean, std };
}
