import type { SentencePairsData } from '@gradlab/datasets';
import { defineExperiment } from '@gradlab/experiment';
import { type Figure, lineChart, type ReportSection } from '@gradlab/plot';
import type { History } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { attentionFigure } from './attention-figure.ts';
import { loadPairs, protocolOf, SETTINGS, trained } from './translation.ts';
import { quality, references } from './translation-quality.ts';

const BEAM = 4;
const SHOWN = 3;
const LISTED = 25;

export const curves = (title: string, histories: Readonly<Record<string, History>>): Figure =>
  lineChart({
    title,
    x: { label: 'epoch' },
    y: { label: 'cross-entropy, nats' },
    series: Object.entries(histories).flatMap(([name, history]) => [
      {
        name: `${name}, training`,
        x: history.map(({ epoch }) => epoch),
        y: history.map(({ loss }) => loss),
        dashed: true,
      },
      {
        name: `${name}, held out`,
        x: history.map(({ epoch }) => epoch),
        y: history.map(({ validation }) => validation?.loss ?? Number.NaN),
        markers: true,
      },
    ]),
  });

/** Held-out sentences that are long enough to look at, evenly over the data. */
export function examples(data: SentencePairsData, count: number): number[] {
  const long = references(data).flatMap(({ read }, i) => (read.length >= 5 ? [i] : []));
  return Array.from(
    { length: Math.min(count, long.length) },
    (_, k) => long[Math.floor((k * long.length) / count)] as number,
  );
}

/** The attention in the translations of some held-out sentences. */
export function attentionFigures(
  data: SentencePairsData,
  model: LayersModel,
  translations: readonly Int32Array[],
  name: string,
): Record<string, Figure> {
  const all = references(data);
  return Object.fromEntries(
    examples(data, SHOWN).map((i, k) => {
      const read = all[i]?.read ?? new Int32Array();
      const title = `${name}: ${data.source.decode(read)}`;
      const figure = attentionFigure(data, model, {
        title,
        read,
        written: translations[i] ?? new Int32Array(),
      });
      return [`${name.replaceAll(' ', '-')}-${k + 1}`, figure];
    }),
  );
}

/** What was translated how, beside what the file has. */
export function translationTable(
  data: SentencePairsData,
  networks: Readonly<Record<string, readonly Int32Array[]>>,
): ReportSection {
  const all = references(data);
  const rows = examples(data, LISTED).map((i) => {
    const { read = [], translations = [] } = all[i] ?? {};
    return [
      data.source.decode(read),
      ...Object.values(networks).map((written) => data.target.decode(written[i] ?? [])),
      translations.map((ids) => data.target.decode(ids)).join(' / '),
    ];
  });
  return {
    heading: 'Translations of sentences that were held out',
    table: { columns: ['English', ...Object.keys(networks), 'in the file'], rows },
  };
}

/** C8: translation by an encoder-decoder. */
export const c8 = defineExperiment({
  id: 'C8',
  title: 'Sequence to sequence: English to Mandarin, with and without attention',
  app: 'weekly-report',
  metrics: {
    bleu: { label: 'BLEU with attention, beam search', reported: 'none', format: 'percent' },
    greedyBleu: { label: 'BLEU with attention, greedy', reported: 'none', format: 'percent' },
    plainBleu: { label: 'BLEU without attention, beam search', reported: 'none', format: 'percent' },
    perplexity: { label: 'perplexity of a character with attention', reported: 'none' },
    plainPerplexity: { label: 'perplexity of a character without attention', reported: 'none' },
  },
  settings: SETTINGS,
  target: () => 'attention lowers the perplexity of held-out translations',
  run: async (context) => {
    const { settings } = context;
    const data = await loadPairs(context);
    const attending = await trained(context, data, { name: 'attention', attention: 'additive' });
    try {
      const beam = await quality(context, data, attending.model, BEAM);
      const greedy = await quality(context, data, attending.model, 1);
      const figures = attentionFigures(data, attending.model, beam.translations, 'attention');
      const plain = await trained(context, data, { name: 'plain', attention: 'none' });
      const without = await quality(context, data, plain.model, BEAM).finally(() => plain.model.dispose());
      return {
        reproduced: {
          bleu: beam.bleu.bleu,
          greedyBleu: greedy.bleu.bleu,
          plainBleu: without.bleu.bleu,
          perplexity: beam.report.perplexity,
          plainPerplexity: without.report.perplexity,
        },
        passed: beam.report.perplexity < without.report.perplexity,
        figures: {
          loss: curves('Cross-entropy with and without attention', {
            'with attention': attending.history,
            without: plain.history,
          }),
          ...figures,
        },
        sections: [
          translationTable(data, { 'with attention': beam.translations, without: without.translations }),
        ],
        protocol: `${protocolOf(settings, data)} Once with additive attention and once without; beam search follows ${BEAM} translations.`,
      };
    } finally {
      attending.model.dispose();
    }
  },
});
