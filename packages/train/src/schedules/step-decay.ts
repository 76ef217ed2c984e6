import { checkInteger, checkSetting } from '../settings.ts';
import type { Schedule } from './schedule.ts';

/** `gamma` times as much after every `every` epochs, PyTorch's StepLR. Default of gamma: 0.1. */
export function stepDecay(every: number, { gamma = 0.1 }: { readonly gamma?: number } = {}): Schedule {
  checkInteger('stepDecay: every', every);
  checkSetting('stepDecay: gamma', gamma);
  return ({ epoch }) => gamma ** Math.floor(Math.floor(epoch) / every);
}

/** `gamma` times as much from each of these epochs on, PyTorch's MultiStepLR: `multiStep([100, 150])`. Default of gamma: 0.1. */
export function multiStep(
  milestones: readonly number[],
  { gamma = 0.1 }: { readonly gamma?: number } = {},
): Schedule {
  for (const milestone of milestones) checkInteger('multiStep: every milestone', milestone);
  checkSetting('multiStep: gamma', gamma);
  return ({ epoch }) => gamma ** milestones.filter((milestone) => epoch >= milestone).length;
}

/** `gamma` times as much after every epoch, PyTorch's ExponentialLR. */
export function exponential(gamma: number): Schedule {
  checkSetting('exponential: gamma', gamma);
  return ({ epoch }) => gamma ** Math.floor(epoch);
}
