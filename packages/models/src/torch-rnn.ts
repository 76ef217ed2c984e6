import { serialization } from '@tensorflow/tfjs-core';
import { rnnSequence } from './engine-sequence.ts';
import { rnnStep } from './rnn-step.ts';
import { TorchRecurrent } from './torch-recurrent.ts';

/**
 * PyTorch's `nn.RNN` with tanh, one layer, one direction. Unlike the built-in `simpleRNN` it has PyTorch's two biases, which
 * make the bias learn twice as fast, and projects the inputs of all time steps in one matrix product.
 *
 * Input `[N, L, F]`; output `[N, H]` or, with `returnSequences`, `[N, L, H]`.
 */
export class TorchRnn extends TorchRecurrent {
  static readonly className = 'TorchRnn';
  protected override readonly gates = 1;
  protected override readonly step = rnnStep;
  protected override readonly sequence = rnnSequence;
}

serialization.registerClass(TorchRnn);
