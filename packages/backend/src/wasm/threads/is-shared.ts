/** Whether several threads can see the memory. In a file of its own: it is all that a program without threads needs. */
export function isShared({ buffer }: WebAssembly.Memory): boolean {
  // Not instanceof: the class may come from another realm.
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}
