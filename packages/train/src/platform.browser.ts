// The origin private file system: files of this site that no one else sees and that survive a reload.

async function folderOf(path: string, create: boolean): Promise<[FileSystemDirectoryHandle, string]> {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  const file = names.pop() ?? '';
  let folder = await navigator.storage.getDirectory();
  for (const name of names) folder = await folder.getDirectoryHandle(name, { create });
  return [folder, file];
}

const missing = (error: unknown) => (error as DOMException).name === 'NotFoundError';

/** @returns undefined where there is no such file. */
export async function readBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    const [folder, name] = await folderOf(path, false);
    const file = await (await folder.getFileHandle(name)).getFile();
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if (missing(error)) return undefined;
    throw error;
  }
}

/** Either the whole file is there afterwards, or what was there before: the browser swaps it in on close. */
export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  const [folder, name] = await folderOf(path, true);
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await writable.write(bytes as Uint8Array<ArrayBuffer>);
  await writable.close();
}

export async function removeFile(path: string): Promise<void> {
  try {
    const [folder, name] = await folderOf(path, false);
    await folder.removeEntry(name);
  } catch (error) {
    if (!missing(error)) throw error;
  }
}

/**
 * Lets the page go on. A message, because timers wait for 4 ms when they follow one another, and animation frames stop in hidden tabs.
 */
export function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
