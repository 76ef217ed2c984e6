import type { Progress } from '@gradlab/datasets';
import { checkpointFile } from './checkpoint-store.ts';
import { TrainError } from './errors.ts';
import type { FitOptions } from './fit-options.ts';

/** A run with one training or several, such as the context that `@gradlab/experiment` hands to an experiment. */
export interface TrainingRun {
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Where the checkpoint of this name lies. */
  readonly checkpointPath: (name: string) => string;
  readonly resume: boolean;
}

/**
 * What a training takes from the run that it belongs to: `fit(model, data, { optimizer, epochs, ...inRun(context, 'RNN') })`.
 *
 * @param name - Stands before the phase in the progress, and in the checkpoint's path, with `-` for everything but letters and digits: no two
 * trainings of a run may have the same.
 * @throws {TrainError} where the name has neither letter nor digit.
 */
export function inRun(
  { seed, signal, onProgress, checkpointPath, resume }: TrainingRun,
  name: string,
): Required<Pick<FitOptions, 'seed' | 'signal' | 'onProgress' | 'checkpoint' | 'resume'>> {
  const words = name.match(/[\p{L}\p{N}]+/gu);
  if (words === null) throw new TrainError(`A training needs a name with letters or digits, not "${name}".`);
  return {
    seed,
    signal,
    onProgress: (progress) => onProgress({ ...progress, phase: `${name}, ${progress.phase}` }),
    checkpoint: checkpointFile(checkpointPath(words.join('-'))),
    resume,
  };
}
