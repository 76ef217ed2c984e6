import { poems, type Vocabulary } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { charRnn, generate } from '@gradlab/models';
import { lineChart, type ReportSection } from '@gradlab/plot';
import {
  adam,
  cosine,
  fit,
  type History,
  inRun,
  sequenceCrossEntropy,
  sequenceReport,
  tokenAccuracy,
} from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const EMBEDDING = 64;
const UNITS = 192;
const LEARNING_RATE = 0.005;
const BATCH_SIZE = 16;
/** `<eos>` ends a poem. */
const END = 2;
const SAMPLING = [
  { temperature: 0.7 },
  { temperature: 1 },
  { temperature: 1, topK: 5 },
  { temperature: 1, topP: 0.8 },
] as const;

interface Settings {
  readonly epochs: number;
  readonly target: number;
}

const firstLine = (text: string) => text.slice(0, text.indexOf('，') + 1);

/** What the network writes after a first line. */
async function continued(
  model: LayersModel,
  vocabulary: Vocabulary,
  line: string,
  options: Omit<Parameters<typeof generate>[2], 'length'>,
): Promise<string> {
  const prompt = vocabulary.encode(line, { bos: true });
  return vocabulary.decode(await generate(model, prompt, { length: 40, end: END, ...options }));
}

const described = (options: object) =>
  Object.entries(options)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** The poems' continuations, and how many of them the network recites. */
async function recitation(
  model: LayersModel,
  { vocabulary, poems: texts }: ReturnType<typeof poems>,
  { signal, seed }: RunContext<Settings>,
): Promise<{ readonly recited: number; readonly sections: readonly ReportSection[] }> {
  const rows: string[][] = [];
  for (const { author, title, text } of texts.train) {
    const line = firstLine(text);
    const written = await continued(model, vocabulary, line, { greedy: true, signal });
    rows.push([`${author}《${title}》`, line, written, line + written === text ? 'yes' : 'no']);
  }
  const drawn: string[][] = [];
  for (const { text } of texts.test) {
    const line = firstLine(text);
    drawn.push([line, 'greedy', await continued(model, vocabulary, line, { greedy: true, signal })]);
    for (const options of SAMPLING) {
      const written = await continued(model, vocabulary, line, { ...options, seed, signal });
      drawn.push([line, described(options), written]);
    }
  }
  return {
    recited: rows.filter(([, , , right]) => right === 'yes').length / rows.length,
    sections: [
      {
        heading: 'First lines of poems that it has read, continued greedily',
        table: { columns: ['poem', 'given', 'written', 'as the poem goes on'], rows },
      },
      {
        heading: 'First lines of poems that it has not read',
        text: 'The likeliest character at every step, and characters drawn by their probabilities.',
        table: { columns: ['given', 'how', 'written'], rows: drawn },
      },
    ],
  };
}

const curves = (history: History) =>
  lineChart({
    title: 'Cross-entropy of the next character',
    x: { label: 'epoch' },
    y: { label: 'nats' },
    series: [
      { name: 'poems it reads', x: history.map(({ epoch }) => epoch), y: history.map(({ loss }) => loss) },
      {
        name: 'poems held out',
        x: history.map(({ epoch }) => epoch),
        y: history.map(({ validation }) => validation?.loss ?? Number.NaN),
      },
    ],
  });

/** C7: a recurrent network that writes poems, character by character. */
export const c7 = defineExperiment({
  id: 'C7',
  title: 'Generation by a recurrent network: Tang poems, character by character',
  app: 'weekly-report',
  metrics: {
    recited: { label: 'training poems recited from their first line', reported: 'none', format: 'percent' },
    trainPerplexity: { label: 'perplexity of a character, training poems', reported: 'none' },
    testPerplexity: { label: 'perplexity of a character, poems held out', reported: 'none' },
  },
  settings: {
    quick: { epochs: 2, target: 0 },
    default: { epochs: 60, target: 0.9 },
    full: { epochs: 60, target: 0.9 },
  } satisfies Record<string, Settings>,
  target: ({ target }) =>
    `at least ${100 * target} % of the training poems are recited from their first line`,
  run: async (context) => {
    const { settings, seed, signal, log } = context;
    const data = poems({ seed });
    const model = charRnn({ vocabulary: data.vocabulary.size, embedding: EMBEDDING, units: UNITS, seed });
    try {
      const history = await fit(model, data.train, {
        optimizer: adam(LEARNING_RATE),
        schedule: cosine(),
        epochs: settings.epochs,
        batchSize: BATCH_SIZE,
        loss: sequenceCrossEntropy(),
        metrics: { accuracy: tokenAccuracy() },
        validation: data.test,
        clipNorm: 1,
        ...inRun(context, 'poems'),
        onEpoch: ({ epoch, loss, validation }) =>
          log(`epoch ${epoch}: loss ${loss.toFixed(3)}, on poems held out ${validation?.loss.toFixed(3)}`),
      });
      const [train, test] = [
        await sequenceReport(model, data.train, { signal }),
        await sequenceReport(model, data.test, { signal }),
      ];
      const { recited, sections } = await recitation(model, data, context);
      return {
        reproduced: { recited, trainPerplexity: train.perplexity, testPerplexity: test.perplexity },
        passed: recited >= settings.target,
        figures: { loss: curves(history) },
        sections,
        protocol:
          `${data.train.length} Tang quatrains, ${data.test.length} held out; ${data.vocabulary.size} characters with the special ones. An embedding of ` +
          `${EMBEDDING}, a GRU of ${UNITS} units and a dense layer say the next character; cross-entropy, Adam with learning rate ${LEARNING_RATE} falling along a cosine, gradient ` +
          `norm at most 1, batches of ${BATCH_SIZE}, ${settings.epochs} epochs, weights of the last one. A poem counts as recited where the greedy continuation of its first ` +
          'line is the rest of it to the last character. So few poems teach a network to recite, not to write: perplexity on poems held out rises while it learns.',
      };
    } finally {
      model.dispose();
    }
  },
});
