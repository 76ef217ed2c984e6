import * as tf from '@tensorflow/tfjs-core';
import { lstmStep } from './lstm-step.ts';
import { TorchRecurrent } from './torch-recurrent.ts';

/**
 * PyTorch's `nn.LSTM`, one layer, one direction. Unlike the built-in `lstm` it has PyTorch's two biases, no hard sigmoid, and the columns of
 * its weights in PyTorch's order: input gate i, forget gate f, candidate g, output gate o.
 *
 * Input `[N, L, F]`; output `[N, H]` or, with `returnSequences`, `[N, L, H]`. It computes step by step on every backend.
 */
export class TorchLstm extends TorchRecurrent {
  static readonly className = 'TorchLstm';
  protected override readonly gates = 4;
  protected override readonly step = lstmStep;
  protected override readonly sequence = undefined;

  /** h and c, side by side. */
  protected override stateWidth(): number {
    return 2 * this.units;
  }

  protected override readState(state: tf.Tensor2D): tf.Tensor2D {
    return tf.slice(state, [0, 0], [-1, this.units]);
  }
}

tf.serialization.registerClass(TorchLstm);
