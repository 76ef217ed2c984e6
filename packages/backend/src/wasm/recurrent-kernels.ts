import { GRU, gru } from './gru.ts';
import { GRU_GRADIENT, gruGradient } from './gru-gradient.ts';
import type { MakeKernel } from './kernel.ts';
import { RNN, RNN_GRADIENT, rnn, rnnGradient } from './rnn.ts';

/** Recurrent layers over whole sequences; TensorFlow.js has no kernels for them, and @gradlab/models calls these by name. */
export const recurrentKernels: Readonly<Record<string, MakeKernel>> = {
  [GRU]: gru,
  [GRU_GRADIENT]: gruGradient,
  [RNN]: rnn,
  [RNN_GRADIENT]: rnnGradient,
};
