/** Browsers read brotli and cannot write it. */
export const brotliBytes = async (_: Uint8Array): Promise<number | undefined> => undefined;
