import { describe } from 'vitest';
import fixture from '../fixtures/recurrent.json' with { type: 'json' };
import { itIsRecurrent } from './test-recurrent.ts';
import { TorchLstm } from './torch-lstm.ts';

describe('TorchLstm', () => {
  itIsRecurrent({
    create: (args) => new TorchLstm(args),
    last: fixture.lstmLast,
    sequence: fixture.lstmSequence,
  });
});
