import type { LoadedBackend } from '@gradlab/backend';
import type { Figure, ReportSection } from '@gradlab/plot';
import type { Progress } from './progress.ts';
import type { FileContent } from './write-folder.ts';

/** How much is computed: a smoke test within a minute, what a person would want to see, or the source's protocol. */
export type Mode = 'quick' | 'default' | 'full';

/** One number of the source document that is reproduced. */
export interface Metric {
  /** For the table, for example `test accuracy`. */
  readonly label: string;
  /** The source's own number; a string where the source gives a bound, such as `< 0.5`, or `none`. Never edited. */
  readonly reported: number | string;
  /** How both are shown. Default: number. */
  readonly format?: 'percent' | 'number';
}

/** A flag that one experiment understands besides those of all: `--model vgg16`. */
export interface OwnOption {
  /** What stands for the value in the help, for example `NAME`. */
  readonly value: string;
  /** What it decides and what holds without it, for the help. */
  readonly help: string;
  /** The only values it takes. Default: any. */
  readonly choices?: readonly string[];
  /** The value is a path: a relative one is meant from the folder where the person stands. Default: false. */
  readonly path?: boolean;
}

/** What a run may use. */
export interface RunContext<Settings> {
  /** The experiment's settings for the mode that was asked for. */
  readonly settings: Settings;
  readonly mode: Mode;
  readonly seed: number;
  readonly backend: LoadedBackend;
  /** The folder given with `--data`; data sets take it as their `root`. */
  readonly dataRoot: string | undefined;
  /** Values of the experiment's own options, for those that were given; paths are absolute. */
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Given when the person presses Ctrl-C. Pass it to everything that takes long. */
  readonly signal: AbortSignal;
  /** Pass it to everything that takes long. */
  readonly onProgress: (progress: Progress) => void;
  /** Prints one line. */
  readonly log: (line: string) => void;
  /** Path of a checkpoint of this mode and seed. It is kept when the run is stopped and removed when it is finished. */
  readonly checkpointPath: (name: string) => string;
  /** An empty folder for large files, on the disk of the results. It is removed when the run ends; `files` may move what is in it. */
  readonly scratch: string;
  /** Whether `--resume` was given: start from the checkpoints where there are some. */
  readonly resume: boolean;
}

/** What a run found. */
/** By run and by name, a number for each epoch. */
export type Courses = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

export interface Outcome<Key extends string = string> {
  /** One value per metric. */
  readonly reproduced: Readonly<Record<Key, number>>;
  /** Whether the experiment's target is met. */
  readonly passed: boolean;
  /** Pictures by file name without ending; each is written as PNG and shown in the report. */
  readonly figures: Readonly<Record<string, Figure>>;
  /**
   * Courses of trainings for `results.json`: by run and by name, a number for each epoch, such as `{ CNN: { loss: [2.3, 1.9] } }`. All numbers are
   * finite. Default: none.
   */
  readonly curves?: Courses;
  /** More files beside the pictures: by name, the content, or what writes it to a path. */
  readonly files?: Readonly<Record<string, FileContent>>;
  /** What was done, in the words of a method section; shown in the report. */
  readonly protocol: string;
  /** More for the report. */
  readonly sections?: readonly ReportSection[];
}

export interface Experiment<Settings = unknown, Key extends string = string> {
  /** As in the list of what is reproduced, for example `A1`. Letters, digits, `-`, `+`. */
  readonly id: string;
  readonly title: string;
  /** Name of the app's folder. */
  readonly app: string;
  readonly metrics: Readonly<Record<Key, Metric>>;
  /** Flags of its own, by name without dashes; all are optional and take a value. Default: none. */
  readonly options?: Readonly<Record<string, OwnOption>>;
  /** What must hold for a run with these settings to pass, in words. */
  readonly target: (settings: Settings) => string;
  /** The settings of each mode. */
  readonly settings: Readonly<Record<Mode, Settings>>;
  readonly run: (context: RunContext<Settings>) => Promise<Outcome<Key>>;
}

/** Declares an experiment; it only checks the types. What it returns keeps the names of its metrics. */
export function defineExperiment<Settings, Key extends string>(
  experiment: Experiment<Settings, Key>,
): Experiment<unknown, Key> {
  return experiment as unknown as Experiment<unknown, Key>;
}
