/**
 * Part of `#platform`: the bytes of a file (Node: a path, a browser: a URL), gunzipped where it is compressed.
 *
 * @throws MissingFileError or NetworkError when it cannot be read, CorruptFileError when the compression is damaged
 */
export type ReadBytes = (place: string, signal?: AbortSignal) => Promise<Uint8Array>;
