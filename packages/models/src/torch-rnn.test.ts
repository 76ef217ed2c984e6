import { describe } from 'vitest';
import fixture from '../fixtures/recurrent.json' with { type: 'json' };
import { itIsRecurrent } from './test-recurrent.ts';
import { TorchRnn } from './torch-rnn.ts';

describe('TorchRnn', () => {
  itIsRecurrent({
    create: (args) => new TorchRnn(args),
    last: fixture.rnnLast,
    sequence: fixture.rnnSequence,
  });
});
