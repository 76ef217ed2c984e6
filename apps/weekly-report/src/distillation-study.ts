import { distill } from '@gradlab/compression';
import type { ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { lenet300100, mlp } from '@gradlab/models';
import { adam, evaluate, fit, type History } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export const BATCH_SIZE = 64;
export const LEARNING_RATE = 1e-3;
export const ALPHA = 0.9;

export interface Settings {
  readonly teacherImages: number;
  readonly teacherEpochs: number;
  /** Images that the students see. */
  readonly images: number;
  readonly testImages: number;
  readonly epochs: number;
  readonly hidden: number;
  readonly seeds: number;
}

export interface Data {
  readonly all: ImageDataset;
  readonly few: ImageDataset;
  readonly test: ImageDataset;
  /** A part of the test images, looked at after every epoch. */
  readonly glance: ImageDataset;
}

const percent = (value: number) => `${(100 * value).toFixed(2)} %`;

export async function trainedTeacher(
  { settings, seed, signal, onProgress, log }: RunContext<Settings>,
  { all, test }: Data,
): Promise<{ readonly teacher: LayersModel; readonly accuracy: number }> {
  const teacher = lenet300100({ inputShape: all.shape, seed });
  try {
    await fit(teacher, all, {
      ...{ optimizer: adam(LEARNING_RATE), epochs: settings.teacherEpochs, batchSize: 128, seed, signal },
      onProgress: (progress) => onProgress({ ...progress, phase: `teacher, ${progress.phase}` }),
    });
    const accuracy = (await evaluate(teacher, test, { signal })).metrics.accuracy ?? Number.NaN;
    log(`teacher: test accuracy ${percent(accuracy)}`);
    return { teacher, accuracy };
  } catch (error) {
    teacher.dispose();
    throw error;
  }
}

/** A student's training, and its test accuracy at the end. */
export interface Studied {
  readonly history: History;
  readonly accuracy: number;
}

/** A student's training: on labels alone, or with soft targets of a temperature. */
export async function studied(
  { settings, signal, onProgress, log }: RunContext<Settings>,
  { few, test, glance }: Data,
  teacher: LayersModel,
  seed: number,
  temperature?: number,
): Promise<Studied> {
  const student = mlp({ units: [784, settings.hidden, 10], inputShape: few.shape, seed });
  const name = `student ${seed}, ${temperature === undefined ? 'labels' : `T = ${temperature}`}`;
  const options = {
    ...{ optimizer: adam(LEARNING_RATE), epochs: settings.epochs, batchSize: BATCH_SIZE, seed, signal },
    validation: glance,
    onProgress: (progress: Parameters<typeof onProgress>[0]) =>
      onProgress({ ...progress, phase: `${name}, ${progress.phase}` }),
  };
  try {
    const history =
      temperature === undefined
        ? await fit(student, few, options)
        : await distill(teacher, student, few, { ...options, temperature, alpha: ALPHA });
    const accuracy = (await evaluate(student, test, { signal })).metrics.accuracy ?? Number.NaN;
    log(`${name}: test accuracy ${percent(accuracy)}`);
    return { history, accuracy };
  } finally {
    student.dispose();
  }
}
