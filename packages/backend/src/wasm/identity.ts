import { Identity, type TensorInfo } from '@tensorflow/tfjs-core';
import { fallBack, type MakeKernel } from './kernel.ts';

/** A second reference to the same memory. The stock kernel copies, and TensorFlow.js clones every tensor that it saves for a gradient. */
export const identity: MakeKernel = (engine, stock) => (args) => {
  const { dataId, shape, dtype } = (args.inputs as { x: TensorInfo }).x;
  if (dtype === 'string') return fallBack(Identity, 'strings', stock, args);
  engine.backend.incRef(dataId);
  return { dataId, shape, dtype };
};
