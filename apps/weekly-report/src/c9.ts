import { defineExperiment } from '@gradlab/experiment';
import { attentionFigures, curves, translationTable } from './c8.ts';
import { loadPairs, protocolOf, SETTINGS, trained } from './translation.ts';
import { quality, unevenness } from './translation-quality.ts';

const WEIGHT = 0.05;

/** C9: attention that looks at every position of the input about equally often. */
export const c9 = defineExperiment({
  id: 'C9',
  title: 'Attention with the regularizer sum_i (tau - sum_t alpha_t^i)^2',
  app: 'weekly-report',
  metrics: {
    unevenness: { label: 'sum_i (tau - sum_t alpha_t^i)^2 with the regularizer', reported: 'none' },
    plainUnevenness: { label: 'the same without', reported: 'none' },
    bleu: { label: 'BLEU with the regularizer', reported: 'none', format: 'percent' },
    plainBleu: { label: 'BLEU without', reported: 'none', format: 'percent' },
    perplexity: { label: 'perplexity of a character with the regularizer', reported: 'none' },
    plainPerplexity: { label: 'perplexity of a character without', reported: 'none' },
  },
  settings: SETTINGS,
  target: () => 'the regularizer at least halves the unevenness of attention on held-out pairs',
  run: async (context) => {
    const { settings } = context;
    const data = await loadPairs(context);
    const plain = await trained(context, data, { name: 'free attention', attention: 'additive' });
    try {
      const even = await trained(context, data, {
        name: 'even attention',
        attention: 'additive',
        regularizer: WEIGHT,
      });
      try {
        const [before, after] = [plain, even].map(({ model }) => unevenness(data, model)) as [number, number];
        const without = await quality(context, data, plain.model, 1);
        const found = await quality(context, data, even.model, 1);
        return {
          reproduced: {
            unevenness: after,
            plainUnevenness: before,
            bleu: found.bleu.bleu,
            plainBleu: without.bleu.bleu,
            perplexity: found.report.perplexity,
            plainPerplexity: without.report.perplexity,
          },
          passed: after < before / 2,
          figures: {
            loss: curves('Cross-entropy, in training with the regularizer where there is one', {
              without: plain.history,
              'with the regularizer': even.history,
            }),
            ...attentionFigures(data, plain.model, without.translations, 'without'),
            ...attentionFigures(data, even.model, found.translations, 'with the regularizer'),
          },
          sections: [
            translationTable(data, {
              without: without.translations,
              'with the regularizer': found.translations,
            }),
          ],
          protocol:
            `${protocolOf(settings, data)} Additive attention, once as it is and once with ${WEIGHT} times the mean over a batch of sum_i (tau - sum_t alpha_t^i)^2 added ` +
            'to the loss; tau is the even share of each pair, steps of the translation over words of the source, padding of both left out. Translations are greedy.',
        };
      } finally {
        even.model.dispose();
      }
    } finally {
      plain.model.dispose();
    }
  },
});
