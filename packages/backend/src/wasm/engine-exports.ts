import type { ActivationGradientExports } from './activation-gradients.ts';
import type { ActivationExports } from './activations.ts';
import type { AvgPoolExports } from './avg-pool.ts';
import type { GemmExports } from './batch-mat-mul.ts';
import type { BatchNormExports } from './batch-norm.ts';
import type { BroadcastExports } from './broadcast.ts';
import type { CompareExports } from './compare.ts';
import type { FilterGradientExports } from './conv2d-backprop-filter.ts';
import type { ConvolutionExports } from './convolve.ts';
import type { DepthwiseExports } from './depthwise.ts';
import type { ExponentialExports } from './exponential.ts';
import type { BiasExports } from './fused-mat-mul.ts';
import type { GatherExports } from './gather.ts';
import type { GruExports } from './gru.ts';
import type { GruGradientExports } from './gru-gradient.ts';
import type { LrnExports } from './lrn.ts';
import type { MaxPoolExports } from './max-pool.ts';
import type { MovingAverageExports } from './moving-average.ts';
import type { OptimizerExports } from './optimizers/index.ts';
import type { PreluGradientExports } from './prelu-gradient.ts';
import type { RecurrentExports } from './recurrent.ts';
import type { ReduceExports } from './reduce.ts';
import type { RnnExports } from './rnn.ts';
import type { SelectExports } from './select.ts';
import type { CrossEntropyExports } from './softmax-cross-entropy.ts';
import type { SparseProductExports } from './sparse-product.ts';
import type { StridedCopyExports } from './strided-copy.ts';
import type { WinogradExports } from './winograd.ts';

/**
 * What the module in engine/assembly exports; each part is declared beside the kernel that calls it. Addresses are in bytes,
 * sizes in elements, all of them unsigned 32-bit integers.
 */
export interface EngineExports
  extends DepthwiseExports,
    WinogradExports,
    BiasExports,
    CrossEntropyExports,
    ExponentialExports,
    OptimizerExports,
    ConvolutionExports,
    FilterGradientExports,
    GatherExports,
    GemmExports,
    StridedCopyExports,
    GruExports,
    GruGradientExports,
    RecurrentExports,
    RnnExports,
    SparseProductExports,
    AvgPoolExports,
    BatchNormExports,
    BroadcastExports,
    MovingAverageExports,
    ReduceExports,
    MaxPoolExports,
    CompareExports,
    LrnExports,
    PreluGradientExports,
    SelectExports,
    ActivationExports,
    ActivationGradientExports {}
