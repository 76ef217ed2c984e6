import { Prelu, Select } from '@tensorflow/tfjs-core';
import { activationGradientKernels, activationGradients } from './activation-gradients.ts';
import { activationKernels } from './activations.ts';
import { compareKernels } from './compare.ts';
import type { MakeKernel } from './kernel.ts';
import { preluGradientKernels, withPreluGradient } from './prelu-gradient.ts';
import type { WrapGradient } from './registry.ts';
import { select } from './select.ts';

/** What is computed for each number on its own. */
export const elementwiseKernels: Readonly<Record<string, MakeKernel>> = {
  ...activationGradientKernels,
  ...activationKernels,
  ...compareKernels,
  ...preluGradientKernels,
  [Select]: select,
};

export const elementwiseGradients: Readonly<Record<string, WrapGradient>> = {
  ...activationGradients,
  [Prelu]: withPreluGradient,
};
