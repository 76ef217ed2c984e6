export { UsageError } from './errors.ts';
export {
  type Courses,
  defineExperiment,
  type Experiment,
  type Metric,
  type Mode,
  type Outcome,
  type OwnOption,
  type RunContext,
} from './experiment.ts';
export { EXIT, type LabOptions, lab } from './lab.ts';
export type { Progress } from './progress.ts';
export { formatDifference, formatValue, type Results, reportedOf } from './results.ts';
export {
  type FinishedRun,
  finished,
  type TriedRun,
  type TryOptions,
  tryExperiment,
} from './try-experiment.ts';
export type { FileContent } from './write-folder.ts';
