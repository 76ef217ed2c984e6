import { expect, it } from 'vitest';
import type { EpochLog } from './history.ts';
import { historyColumns } from './history-table.ts';

const log = (epoch: number, more: Partial<EpochLog> = {}): EpochLog => ({
  ...{ epoch, curve: [], loss: 1 / epoch, metrics: { accuracy: epoch / 10 } },
  ...{ learningRateFactor: 1, seconds: 2, ...more },
});

it('turns epochs into columns with the names that Keras gives them', () => {
  const validation = { loss: 3, metrics: { accuracy: 0.25 } };
  const history = [log(1, { validation }), log(2, { validation, probe: { robust: 0.5 } })];
  expect(historyColumns(history)).toEqual({
    ...{ epoch: [1, 2], loss: [1, 0.5], accuracy: [0.1, 0.2] },
    ...{ val_loss: [3, 3], val_accuracy: [0.25, 0.25], probe_robust: [Number.NaN, 0.5] },
    ...{ learning_rate_factor: [1, 1], seconds: [2, 2] },
  });
});

it('has no column without an epoch', () => {
  expect(historyColumns([])).toEqual({});
});
