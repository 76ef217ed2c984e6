/** What a person must know although nothing failed. TensorFlow.js has no channel for it but the console. */
export function warn(message: string): void {
  // biome-ignore lint/suspicious/noConsole: the one place where this package speaks
  console.warn(`@gradlab/backend: ${message}`);
}
