/** What a published file's bytes must be. */
export interface Published {
  readonly bytes: number;
  /** Hexadecimal; preferred where both digests are known. */
  readonly sha256?: string;
  /** Hexadecimal; for files of which nobody published more. */
  readonly md5?: string;
}

/** A published file and what it is called. */
export interface PublishedFile extends Published {
  readonly name: string;
}

/** The same bytes as an npm package ships them: in other files, from which they are computed. */
export interface Converted {
  readonly inputs: readonly PublishedFile[];
  /** The file's bytes, from the bytes of `inputs`. CorruptFileError when these do not fit together. */
  readonly decode: (inputs: readonly Uint8Array[]) => Promise<Uint8Array>;
}

/** One file of a data set: its name without `.gz`, and what its bytes must be, in each form it is found in. */
export interface DataFile {
  readonly name: string;
  /** The file itself; without a digest only its compressed form can be verified. */
  readonly raw: Published;
  /** The file as its publishers compress it, `<name>.gz`; absent where they publish an archive. */
  readonly gz?: Published;
  /** The form in which the npm package has it; absent where it ships the file itself. */
  readonly converted?: Converted;
}

/** A data set's files and the places they can come from. */
export interface DataSource {
  /** Names the folder in `root`, in `GRADLAB_DATA` and in the cache. */
  readonly name: string;
  /** Other folders below a root where these files are found, such as torchvision's. */
  readonly folders: readonly string[];
  readonly files: readonly DataFile[];
  /** The gzipped tar archive that holds every file in `folder`, where the mirrors serve that. */
  readonly archive?: PublishedFile & { readonly folder: string };
  /** Base URLs that serve each `<name>.gz`, or the archive. */
  readonly mirrors: readonly string[];
  /** The npm package that ships the files in `folder` (empty: its top). */
  readonly npm?: NpmPackage;
  /** What else a caller can do who has only some of the files. */
  readonly partly?: string;
}

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}
