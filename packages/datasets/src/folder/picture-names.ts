/** Formats that sharp and every browser decode. */
const PICTURE = /\.(jpe?g|png|webp)$/i;

/** Whether a path names a picture; hidden files do not, such as the `._1.jpg` that macOS leaves on other disks. */
export const isPicture = (path: string): boolean => PICTURE.test(path) && !/(^|\/)\.[^/]*$/.test(path);

/** Orders strings by Unicode code points, as Python sorts: JavaScript's own order puts U+1F600 before U+FF21. */
export function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The order in which torchvision lists a class: folder by folder, and in each the files by name. */
export const byFolderThenName = (a: string, b: string): number =>
  byCodePoint(folderOf(a), folderOf(b)) || byCodePoint(nameOf(a), nameOf(b));
