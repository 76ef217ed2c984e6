import { type ImageDataset, mnist } from '@gradlab/datasets';
import { defineExperiment } from '@gradlab/experiment';
import { lineChart } from '@gradlab/plot';
import { loading } from './data.ts';
import { learning, mean, probabilities, temperatureChart } from './distillation-figures.ts';
import {
  ALPHA,
  BATCH_SIZE,
  type Data,
  LEARNING_RATE,
  type Settings,
  type Studied,
  studied,
  trainedTeacher,
} from './distillation-study.ts';

/** The one that is reported; the others show what it does. */
const TEMPERATURE = 4;
const TEMPERATURES = [1, TEMPERATURE, 20];
const MARGIN = 0.005;

/** C3: knowledge distillation. */
export const c3 = defineExperiment({
  id: 'C3',
  title: 'Knowledge distillation with temperature',
  app: 'weekly-report',
  metrics: {
    first: { label: 'softmax of (100, 10, 1) at T = 100, first', reported: 0.56 },
    second: { label: 'second', reported: 0.23 },
    third: { label: 'third', reported: 0.21 },
    teacher: { label: 'test accuracy of the teacher', reported: 'none', format: 'percent' },
    labels: { label: 'test accuracy of the student, labels alone', reported: 'none', format: 'percent' },
    soft: { label: 'test accuracy of the student, soft targets', reported: 'none', format: 'percent' },
    margin: { label: 'what soft targets add', reported: 'none', format: 'percent' },
  },
  settings: {
    quick: {
      teacherImages: 1000,
      teacherEpochs: 1,
      images: 300,
      testImages: 300,
      epochs: 3,
      hidden: 30,
      seeds: 1,
    },
    default: {
      teacherImages: 60_000,
      teacherEpochs: 4,
      images: 2000,
      testImages: 10_000,
      epochs: 30,
      hidden: 100,
      seeds: 3,
    },
    full: {
      teacherImages: 60_000,
      teacherEpochs: 20,
      images: 2000,
      testImages: 10_000,
      epochs: 100,
      hidden: 100,
      seeds: 3,
    },
  } satisfies Record<string, Settings>,
  target: () =>
    'the worked example to two digits; soft targets add half a point of accuracy to the mean of the seeds, and something to each',
  run: async (context) => {
    const { settings, seed } = context;
    const loaded = await mnist(loading(context));
    const part = (set: ImageDataset, count: number) => (count < set.length ? set.take(count, { seed }) : set);
    const data: Data = {
      all: part(loaded.train, settings.teacherImages),
      few: part(loaded.train, settings.images),
      test: part(loaded.test, settings.testImages),
      glance: part(loaded.test, Math.min(1000, settings.testImages)),
    };
    const example = probabilities(100);
    const { teacher, accuracy } = await trainedTeacher(context, data);
    try {
      const seeds = Array.from({ length: settings.seeds }, (_, i) => settings.seeds * seed + i);
      const labels: Studied[] = [];
      const soft = new Map<number, Studied[]>(TEMPERATURES.map((temperature) => [temperature, []]));
      for (const own of seeds) {
        labels.push(await studied(context, data, teacher, own));
        for (const [temperature, runs] of soft) {
          runs.push(await studied(context, data, teacher, own, temperature));
        }
      }
      const chosen = soft.get(TEMPERATURE) as Studied[];
      const [plain, taught] = [labels, chosen].map((runs) => mean(runs.map((run) => run.accuracy))) as [
        number,
        number,
      ];
      const each = chosen.every((run, i) => run.accuracy > (labels[i] as Studied).accuracy);
      const near = example.every((value, i) => Math.abs(value - ([0.56, 0.23, 0.21][i] as number)) < 0.005);
      const [first, second, third] = example as [number, number, number];
      return {
        reproduced: {
          first,
          second,
          third,
          teacher: accuracy,
          labels: plain,
          soft: taught,
          margin: taught - plain,
        },
        passed: near && each && taught - plain >= MARGIN,
        figures: {
          temperature: temperatureChart(),
          learning: lineChart({
            title: 'The student on 1000 test images, mean of the seeds',
            x: { label: 'epoch' },
            y: { label: 'accuracy', format: '.1%' },
            series: [
              learning('labels alone', labels, true),
              ...TEMPERATURES.map((temperature) =>
                learning(`soft targets, T = ${temperature}`, soft.get(temperature) as Studied[]),
              ),
            ],
          }),
        },
        sections: [
          {
            heading: 'Every seed',
            table: {
              columns: [
                'seed',
                { label: 'labels', format: '.2%' },
                ...TEMPERATURES.map((temperature) => ({ label: `T = ${temperature}`, format: '.2%' })),
              ],
              rows: seeds.map((own, i) => [
                own,
                (labels[i] as Studied).accuracy,
                ...TEMPERATURES.map((temperature) => soft.get(temperature)?.[i]?.accuracy ?? Number.NaN),
              ]),
            },
          },
        ],
        protocol:
          `The teacher, LeNet-300-100, learns ${data.all.length} images of MNIST in ${settings.teacherEpochs} epochs. The student has one layer of ${settings.hidden} units and sees ` +
          `${data.few.length} of these images: once with their labels, once minimising ${ALPHA} T^2 KL(teacher / T, student / T) + ${(1 - ALPHA).toFixed(1)} cross-entropy on labels, T = ${TEMPERATURE}; ` +
          `otherwise alike (Adam, learning rate ${LEARNING_RATE}, batches of ${BATCH_SIZE}, ${settings.epochs} epochs). Test accuracies after the last epoch on ${data.test.length} images, means ` +
          `over ${seeds.length} seeds, from ${seeds[0]} on. Other temperatures are in the report.`,
      };
    } finally {
      teacher.dispose();
    }
  },
});
